import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Ref } from '../../contract/refs';
import { FENCING_HEADER, Route } from '../../contract/workspace-api';
import { exists, isModuleName } from '../adapters/submodules/module-repository';
import { fencingOf, workOf } from './call';
import type { Caller } from './caller';
import { serveGit } from './git-backend';
import { HttpError } from './http-error';
import { isForLfs, serveLfs } from './lfs';
import type { OpenRun } from './open-run';
import { PUSH_REFS } from './pre-receive';
import { repositoryConfig } from './run-repository';

/** Timeout of a fetch, or of a push to an attempt, in milliseconds. */
const LIMIT_MS = 30 * 60_000;
/** Timeout of a leader's push, in milliseconds: nobody else can lead meanwhile. */
const FENCED_LIMIT_MS = 120_000;
/** Milliseconds that a caller may be silent in the middle of its request. */
const IDLE_MS = 60_000;

/** Refs that the leader may push to. */
const LEADER_REFS = [Ref.SESSION, Ref.CHECKPOINT, Ref.SETUP, Ref.RESULT];

/** The requests of git's smart HTTP protocol. */
const REQUESTS = ['GET /info/refs', 'POST /git-upload-pack', 'POST /git-receive-pack'];

/** How git asks for refs in order to fetch. */
const READ_REFS = '?service=git-upload-pack';

/** Whether a request is for git. */
export const isForGit = (path: string): boolean =>
  path.startsWith(`${Route.REPOSITORY}/`) || path.startsWith(`${Route.MODULES}/`);

/**
 * Serve the run's repository: every agent may read; where a pod may push to depends on the attempts it opened, and on
 * the fencing number if it leads.
 */
export async function serveRepository(
  run: OpenRun,
  caller: Caller,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { repository, attempts } = workOf(run);
  const url = new URL(request.url ?? '', 'http://localhost');
  if (url.pathname.startsWith(`${Route.MODULES}/`)) return serveModule(run, caller, url, request, response);
  const path = url.pathname.slice(Route.REPOSITORY.length);
  const call = `${request.method} ${path}`;
  if (run.config.lfs && isForLfs(call)) return serveLfs(repository, call, request, response);
  if (!REQUESTS.includes(call)) throw new HttpError(404, `there is no ${path} in a repository`);
  const config = repositoryConfig(repository);
  const common = {
    repository,
    path,
    query: url.search.slice(1),
    user: caller.pod,
    config,
    idleMs: IDLE_MS,
    log: run.log,
  };
  // The answer to a push is short, and the only place where git says why it refused.
  const hear = path === '/git-receive-pack' ? (text: string) => run.space.note(text) : undefined;
  const fencing = request.headers[FENCING_HEADER];
  if (path !== '/git-receive-pack' || fencing === undefined) {
    const env = pushEnvironment(attempts.refsOf(caller.podUid));
    return serveGit(request, response, { ...common, env, hear, limitMs: LIMIT_MS });
  }
  // A leader that falls silent in mid-push must not block the next one for longer than its lease.
  const idleMs = run.config.timing.leaseSeconds * 1000;
  return run.fence.fenced(caller, fencingOf({ fencing: String(fencing) }), async () => {
    const env = pushEnvironment([...LEADER_REFS, ...workOf(run).attempts.refsOf(caller.podUid)]);
    await serveGit(request, response, { ...common, env, hear, idleMs, limitMs: FENCED_LIMIT_MS });
  });
}

/** Serve the repository of a submodule, read-only. */
async function serveModule(
  run: OpenRun,
  caller: Caller,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, name = '', path = ''] = /^\/([^/]+)(\/.+)$/.exec(url.pathname.slice(Route.MODULES.length)) ?? [];
  const repository = join(workOf(run).modules, name);
  const isReading = path === '/info/refs' ? url.search === READ_REFS : path === '/git-upload-pack';
  // 403, since git takes 404 for an address that may appear later.
  if (!isModuleName(name) || !isReading || !(await exists(repository)))
    throw new HttpError(403, `no submodule of the run is at ${url.pathname}`);
  const config = { 'http.getanyfile': 'false', 'http.receivepack': 'false' };
  const limits = { idleMs: IDLE_MS, limitMs: LIMIT_MS };
  const query = url.search.slice(1);
  await serveGit(request, response, { repository, path, query, user: caller.pod, config, log: run.log, ...limits });
}

/** Refs that a push may move, for the hook. */
const pushEnvironment = (refs: readonly string[]): Record<string, string> => ({ [PUSH_REFS]: refs.join('\n') });
