import { mkdir, readFile, rm } from 'node:fs/promises';
import { ExitCode } from '../../contract/exit-codes';
import { Path } from '../../contract/paths';
import { parseRunConfig, type RunConfig } from '../../contract/run-config';
import { systemClock } from '../adapters/clock/system-clock';
import { cloneOrigin, UnknownRevision } from '../adapters/git/clone-origin';
import type { Mirror } from '../adapters/git/fetch-from-cache';
import { GitError } from '../adapters/git/git-error';
import { fetchLfs } from '../adapters/git/lfs';
import { type Origin, originOf } from '../adapters/git/origin';
import { concernsOrigin, isRefusal, linesOf } from '../adapters/git/origin-failure';
import { everySubmodule } from '../adapters/submodules/every-submodule';
import { ModulesFromOrigin } from '../adapters/submodules/from-origin';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';
import { StateFile } from '../server/state-file';
import { type CloneOutcome, statePaths } from '../server/state-paths';
import { type ProgramContext, pathOf } from './program';

/** Milliseconds before the first retry; doubled each time. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** Milliseconds within which origin must answer: less than the 15 min that agents wait for their workspace. */
const PATIENCE_MS = 10 * 60_000;

/** Timeout of fetching the large files of the run's first commit, in seconds. */
const LFS_SECONDS = 3600;

/** Overrides for tests. */
export interface CloneOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Clone origin's repository to the claim, once. If origin refuses, that is recorded, and the exit code is 0 all the
 * same: the server that starts next tells every agent. (If the run is over and its claim is gone, cloning is in vain:
 * this container cannot ask the API server whether there is a report.)
 */
export async function cloneProgram(context: ProgramContext, options: CloneOptions = {}): Promise<number> {
  const { log, signal } = context;
  const clock = options.clock ?? systemClock;
  const state = pathOf(context, Path.STATE);
  await mkdir(state, { recursive: true });
  const file = new StateFile<CloneOutcome>(statePaths(state).clone);
  const earlier = await file.read();
  if (earlier) {
    log.info(earlier.ok ? `the repository is here, at ${earlier.base}` : `refused earlier: ${earlier.reason}`);
    return ExitCode.DONE;
  }
  const began = clock.now();
  const outcome = await clonePatiently(context, clock, options.clock);
  if (signal.aborted && !outcome.ok) return ExitCode.INTERRUPTED;
  // The partial clone is of no use, and if it fills the claim, not even the reason could be written.
  if (!outcome.ok) await rm(pathOf(context, Path.REPOSITORY), { recursive: true, force: true });
  await file.write(outcome);
  if (outcome.ok) log.info(`the repository is here, at ${outcome.base}`, { durationMs: clock.now() - began });
  else log.error(`the repository cannot be cloned: ${outcome.reason}`);
  return ExitCode.DONE;
}

async function clonePatiently(context: ProgramContext, clock: Clock, timeOfDay?: Clock): Promise<CloneOutcome> {
  const began = clock.now();
  const refused = (reason: string): CloneOutcome => ({ ok: false, reason, at: clock.now() });
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return { ok: true, base: await cloneOnce(context, timeOfDay), at: clock.now() };
    } catch (error) {
      const reason = reasonOf(error as Error);
      if (!concernsOrigin(error) || isRefusal(error) || context.signal.aborted) return refused(reason);
      if (clock.now() - began + pause > PATIENCE_MS)
        return refused(`${reason} (tried for ${PATIENCE_MS / 60_000} min)`);
      context.log.warn(`cloning failed, next try in ${pause} ms: ${reason}`);
      await clock.sleep(pause, context.signal);
    }
  }
}

async function cloneOnce(context: ProgramContext, timeOfDay?: Clock): Promise<string> {
  const config = parseRunConfig(await readFile(pathOf(context, Path.CONFIG_FILE), 'utf8'));
  const { revision, targetBranch, depth, lfs } = config;
  const origin: Origin = originOf(config, context.env, context.root ?? '', timeOfDay);
  const folder = pathOf(context, Path.WORKSPACE);
  const repository = pathOf(context, Path.REPOSITORY);
  const place = { repository, origin, signal: context.signal };
  const mirror = mirrorFor(config, context.log);
  const base = await cloneOrigin({ ...place, folder, revision, targetBranch, depth, mirror });
  if (lfs) await fetchLfs({ ...place, timeoutSeconds: LFS_SECONDS }, base);
  if (config.submodules) await fetchSubmodules(context, place, base);
  return base;
}

/** All submodules of the first commit, before anything starts. */
async function fetchSubmodules(
  context: ProgramContext,
  { repository, origin, signal }: { repository: string; origin: Origin; signal: AbortSignal },
  base: string,
): Promise<void> {
  const folder = pathOf(context, Path.MODULES);
  await mkdir(folder, { recursive: true });
  const source = new ModulesFromOrigin({ folder, origin, signal });
  const found = await everySubmodule(source, { repository, address: origin.url }, base);
  context.log.info(`submodules: ${found.map(({ path }) => path).join(', ') || 'none'}`);
}

/** A shallow clone is small: it comes from origin alone. */
const mirrorFor = ({ repositoryCache, depth }: RunConfig, log: Log): Mirror | undefined =>
  repositoryCache === undefined || depth !== undefined ? undefined : { url: repositoryCache, log };

/** The last lines of git's message, as one line. */
function reasonOf(error: Error): string {
  if (error instanceof UnknownRevision || !(error instanceof GitError)) return error.message;
  return linesOf(error.stderr).slice(-4).join('; ');
}
