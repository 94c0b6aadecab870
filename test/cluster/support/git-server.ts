// The program of the origin pod: bare repositories below /repositories, by HTTPS, for whoever knows the token.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { serveGit } from '../../../devcluster/git-http-backend';

const file = (name: string): string => readFileSync(`/origin/${name}`, 'utf8');

createServer({ cert: file('tls.crt'), key: file('tls.key') }, (request, response) => {
  const [, value = ''] = (request.headers.authorization ?? '').split(' ');
  const password = Buffer.from(value, 'base64')
    .toString()
    .replace(/^[^:]*:/, '');
  if (password === file('token')) return serveGit(request, response, '/repositories');
  response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="origin"' }).end('credentials are needed\n');
}).listen(8443);
