// Entry point: the devcluster's git server, an HTTPS server in front of the real `git http-backend`.
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { GIT_ADDRESS } from './addresses';
import { isAllowed } from './git-access';
import { serveGit } from './git-http-backend';
import { noteRequest } from './git-requests';
import { isForLargeFiles, serveLargeFiles } from './large-files';
import { isForNeighbour, passToNeighbour } from './neighbour';
import { PKI, REPOSITORIES } from './paths';

const tls = { cert: readFileSync(join(PKI, 'git-server.crt')), key: readFileSync(join(PKI, 'git-server.key')) };

createServer(tls, (request, response) => {
  noteRequest(request, response);
  if (isForNeighbour(request)) return passToNeighbour(request, response);
  if (isAllowed(request)) return serve(request, response);
  response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git.example.com"' }).end('credentials are needed\n');
}).listen(443, GIT_ADDRESS);

function serve(request: IncomingMessage, response: ServerResponse): void {
  if (isForLargeFiles(request)) serveLargeFiles(request, response).catch((error: Error) => response.destroy(error));
  else serveGit(request, response, REPOSITORIES);
}
