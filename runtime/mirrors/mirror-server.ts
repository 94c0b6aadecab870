import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mirrorPath } from '../../contract/repository-cache';
import { Route } from '../../contract/workspace-api';
import type { Log } from '../ports/log';
import { serveGit } from '../server/git-backend';
import { HttpError } from '../server/http-error';
import type { CacheMetrics } from './cache-metrics';
import { type Mirror, tellsOfDamage } from './mirror';

/** The requests of git's smart HTTP protocol that only read. */
const REQUESTS = ['GET /info/refs?service=git-upload-pack', 'POST /git-upload-pack'];

/** Maximum number of requests at once: each takes memory in proportion to the repository. Others must ask origin. */
const MOST_AT_ONCE = 16;
/** Maximum duration of a fetch, and of silence in the middle of a request, in milliseconds. */
const LIMIT_MS = 30 * 60_000;
const IDLE_MS = 60_000;

/** Read-only; a commit is served if it is reachable from a branch or tag. */
const CONFIG = {
  'http.getanyfile': 'false',
  'http.receivepack': 'false',
  'http.uploadpack': 'true',
  'uploadpack.allowReachableSHA1InWant': 'true',
  'pack.threads': '1',
};

/** Forces protocol version 0: version 2 serves any object by its id, even one that origin has dropped. */
const ENVIRONMENT = { GIT_PROTOCOL: '' };

/** The cache's read-only HTTP server, not listening yet. */
export function mirrorServer(mirrors: readonly Mirror[], metrics: CacheMetrics, log: Log): Server {
  const byPath = new Map(mirrors.map((mirror) => [mirrorPath(mirror.name), mirror]));
  let busy = 0;
  return createServer((request, response) => {
    if (request.url === Route.HEALTH || request.url === Route.READY) return void send(response, 200, 'ok\n');
    busy++;
    answer(byPath, busy, request, response, log)
      .then(() => metrics.answered('served'))
      .catch((error: Error) => {
        metrics.answered(error instanceof HttpError ? 'refused' : 'failed');
        refuse(request, response, error, log);
      })
      .finally(() => busy--);
  });
}

async function answer(
  mirrors: ReadonlyMap<string, Mirror>,
  busy: number,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  const [, repository = '', path = '', query = ''] = /^(\/[^/?]*)(\/[^?]*)?\??(.*)$/.exec(request.url ?? '') ?? [];
  const mirror = mirrors.get(repository);
  if (!mirror) throw new HttpError(404, 'there is no such mirror');
  const asked = path === '/info/refs' ? `${path}?${query}` : path;
  if (!REQUESTS.includes(`${request.method} ${asked}`))
    throw new HttpError(403, 'a mirror can be fetched from, nothing else');
  if (!mirror.isThere) throw new HttpError(503, 'the mirror is being made: ask origin');
  if (busy > MOST_AT_ONCE) throw new HttpError(503, 'too many fetch at once: ask origin');
  await serveGit(request, response, {
    ...{ repository: mirror.path, path, query, user: '', config: CONFIG, env: ENVIRONMENT },
    ...{ idleMs: IDLE_MS, limitMs: LIMIT_MS, log: watching(mirror, log) },
  });
}

/** If git reports a damaged mirror, the next refresh checks it. */
function watching(mirror: Mirror, log: Log): Pick<Log, 'warn' | 'error'> {
  const watch = (say: Log['warn']) => (message: string) => {
    if (tellsOfDamage(message)) mirror.distrust();
    say(message, { mirror: mirror.name });
  };
  return { warn: watch((...line) => log.warn(...line)), error: watch((...line) => log.error(...line)) };
}

function refuse(request: IncomingMessage, response: ServerResponse, error: Error, log: Log): void {
  const status = error instanceof HttpError ? error.status : 500;
  log.warn(`${request.method} ${(request.url ?? '').split('?')[0]} was refused: ${error.message}`, { status });
  if (response.headersSent) return void response.destroy();
  if (!request.complete) response.setHeader('connection', 'close');
  send(response, status, `${error.message}\n`);
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
