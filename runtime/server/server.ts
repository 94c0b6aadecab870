import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { FENCING_HEADER, Route } from '../../contract/workspace-api';
import type { Log } from '../ports/log';
import type { Authenticate } from './authenticate';
import type { Caller } from './caller';
import { HttpError } from './http-error';
import type { OpenRun } from './open-run';
import { readJson } from './read-body';
import { isForGit, serveRepository } from './repository-http';
import { ENDPOINTS } from './routes';

export interface WorkspaceServerParts {
  readonly authenticate: Authenticate;
  /** The run; undefined while it is being opened: callers are told to retry. */
  readonly run: () => OpenRun | undefined;
  readonly log: Log;
}

/** The workspace server's HTTP server, not listening yet. */
export function workspaceServer(parts: WorkspaceServerParts): Server {
  const server = createServer((request, response) => {
    answer(parts, request, response).catch((error: Error) => refuse(parts, request, response, error));
  });
  server.requestTimeout = 0; // for large pushes; git's own limits are in repository-http.ts
  return server;
}

async function answer(parts: WorkspaceServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '').split('?')[0] as string;
  if (path === Route.HEALTH) return send(response, 200, { ok: true });
  if (path === Route.READY) return send(response, parts.run() ? 200 : 503, {});
  const endpoint = ENDPOINTS[`${request.method} ${path}`];
  if (!endpoint && !isForGit(path)) throw new HttpError(404, `there is no ${request.method} ${path}`);
  const caller = await callerOf(parts, request, endpoint?.accounts ?? ['agent']);
  const run = parts.run();
  if (!run) throw new HttpError(503, 'the workspace is being opened: ask again');
  if (!endpoint) return serveRepository(run, caller, request, response);
  const fencing = request.headers[FENCING_HEADER] as string | undefined;
  send(response, 200, await endpoint.handle({ run, caller, fencing, body: await readJson(request) }));
}

async function callerOf(
  { authenticate }: WorkspaceServerParts,
  request: IncomingMessage,
  accounts: readonly Caller['account'][],
): Promise<Caller> {
  const token = tokenOf(request);
  if (!token) throw new HttpError(401, 'a bearer token is needed: the service account token for this run');
  const caller = await authenticate(token);
  if (!accounts.includes(caller.account))
    throw new HttpError(403, `this call is not for the ${caller.account} account`);
  return caller;
}

/** When git fetches missing objects of a blobless clone, it can send the token only as a password. */
function tokenOf(request: IncomingMessage): string | undefined {
  const { authorization = '' } = request.headers;
  const [, basic] = /^Basic (\S+)$/.exec(authorization) ?? [];
  if (basic === undefined) return /^Bearer (\S+)$/.exec(authorization)?.[1];
  return (
    Buffer.from(basic, 'base64')
      .toString()
      .replace(/^[^:]*:/, '') || undefined
  );
}

function refuse(parts: WorkspaceServerParts, request: IncomingMessage, response: ServerResponse, error: Error): void {
  const { log, run } = parts;
  const status = error instanceof HttpError ? error.status : 500;
  const call = `${request.method} ${(request.url ?? '').split('?')[0]}`;
  if (status === 500) run()?.space.note(error.message);
  if (status === 500) log.error(`${call} failed: ${error.message}`);
  else log.warn(`${call} was refused: ${error.message}`, { status });
  if (response.headersSent) return void response.destroy();
  if (status === 401) response.setHeader('www-authenticate', 'Basic realm="workspace"');
  // The rest of the body is not read: a refused push may be large.
  if (!request.complete) response.setHeader('connection', 'close');
  send(response, status, { error: error.message });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body ?? {})}\n`;
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
