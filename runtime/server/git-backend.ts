import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { gitEnvironment } from '../adapters/git/environment';
import { endGroup } from '../adapters/processes/process-group';
import type { Log } from '../ports/log';
import { forwardCgi } from './cgi-answer';

export interface GitRequest {
  /** Path of the bare repository. */
  readonly repository: string;
  /** Path below the repository with its leading slash, and the query without its question mark. */
  readonly path: string;
  readonly query: string;
  /** Name of the caller, for git's own records. */
  readonly user: string;
  /** Git configuration for serving the repository. */
  readonly config: Readonly<Record<string, string>>;
  /** Added to the environment from the request, and overrides it. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends git if the caller sends nothing for this long although its request is incomplete. */
  readonly idleMs: number;
  /** Ends git after this long. */
  readonly limitMs: number;
  readonly log: Pick<Log, 'warn' | 'error'>;
  /** Receives git's output. Default: none. */
  readonly hear?: (text: string) => void;
}

type Backend = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Answer a request with `git http-backend`, a CGI program. Resolves when git and everything it started has ended, even
 * if the caller went away.
 */
export async function serveGit(request: IncomingMessage, response: ServerResponse, options: GitRequest): Promise<void> {
  const backend = spawn('git', ['http-backend'], {
    env: environment(request, options),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => backend.once('close', () => resolve()));
  backend.once('error', (error) => options.log.error(`git http-backend did not start: ${error.message}`));
  const release = guard(request, response, backend, options);
  logErrors(backend, options.log);
  backend.stdin.on('error', () => {}); // git may answer without reading everything
  request.pipe(backend.stdin);
  backend.stdout.on('data', (chunk: Buffer) => options.hear?.(chunk.toString('latin1')));
  forwardCgi(backend.stdout, response);
  await ended;
  release();
  request.unpipe();
  if (!response.writableEnded) response.end();
}

function environment(request: IncomingMessage, options: GitRequest): NodeJS.ProcessEnv {
  const { headers, method } = request;
  const { repository, path, query, user } = options;
  const length = headers['content-length'];
  return gitEnvironment(process.env, 'file', options.config, {
    GIT_PROJECT_ROOT: dirname(repository),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${basename(repository)}${path}`,
    QUERY_STRING: query,
    REQUEST_METHOD: method ?? 'GET',
    REMOTE_USER: user,
    REMOTE_ADDR: request.socket.remoteAddress ?? '',
    CONTENT_TYPE: headers['content-type'] ?? '',
    // Absent for a chunked body: git then reads to the end.
    ...(length !== undefined && { CONTENT_LENGTH: length }),
    HTTP_CONTENT_ENCODING: String(headers['content-encoding'] ?? ''),
    GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    ...options.env,
  });
}

/** End git on timeout, when the caller falls silent in mid-request, and when the caller disconnects. */
function guard(request: IncomingMessage, response: ServerResponse, backend: Backend, options: GitRequest): () => void {
  const closed = new Promise<void>((resolve) => backend.once('close', () => resolve()));
  const end = (): void => endGroup({ pid: backend.pid, closed });
  const limit = setTimeout(end, options.limitMs);
  let idle = setTimeout(end, options.idleMs);
  request.on('data', () => {
    clearTimeout(idle);
    idle = setTimeout(end, options.idleMs);
  });
  request.once('end', () => clearTimeout(idle));
  response.once('close', end);
  return () => {
    clearTimeout(limit);
    clearTimeout(idle);
    response.off('close', end);
  };
}

function logErrors(backend: Backend, log: Pick<Log, 'warn'>): void {
  backend.stderr.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) if (line.trim() !== '') log.warn(`git: ${line}`);
  });
}
