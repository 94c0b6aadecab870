import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

/**
 * Handle a request with `git http-backend`, a CGI program: it prints headers, an empty line and the body.
 * @param repositories folder of the bare repositories.
 */
export function serveGit(request: IncomingMessage, response: ServerResponse, repositories: string): void {
  const env = cgiEnvironment(request, repositories);
  const backend = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  backend.stdin.on('error', () => {});
  request.pipe(backend.stdin);
  response.once('close', () => backend.kill());
  forward(backend.stdout, response);
}

function cgiEnvironment(request: IncomingMessage, repositories: string): NodeJS.ProcessEnv {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const { headers } = request;
  return {
    PATH: process.env.PATH,
    GIT_PROJECT_ROOT: repositories,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: url.pathname,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: headers['content-type'] ?? '',
    CONTENT_LENGTH: headers['content-length'] ?? '',
    HTTP_CONTENT_ENCODING: String(headers['content-encoding'] ?? ''),
    GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    // git allows pushes only to authenticated users; anyone not allowed to push has been refused before.
    REMOTE_USER: headers.authorization ? 'token' : '',
    REMOTE_ADDR: request.socket.remoteAddress,
    // The repositories may belong to the user who ran the tests.
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
  };
}

function forward(output: Readable, response: ServerResponse): void {
  let pending = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    const end = pending.indexOf('\r\n\r\n');
    if (end < 0) return;
    output.off('data', onData);
    writeHead(pending.subarray(0, end).toString(), response);
    response.write(pending.subarray(end + 4));
    output.pipe(response);
  };
  output.on('data', onData);
  output.once('end', () => {
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
}

function writeHead(head: string, response: ServerResponse): void {
  const headers = head.split('\r\n').map((line) => line.split(/: (.*)/s) as [string, string]);
  const status = headers.find(([name]) => name === 'Status');
  for (const [name, value] of headers) if (name !== 'Status') response.setHeader(name, value);
  response.writeHead(status ? Number.parseInt(status[1], 10) : 200);
}
