import type { JournalEntry } from '../../contract/journal';
import { attemptRef, Ref } from '../../contract/refs';
import {
  type AttemptAnswer,
  type DismissalAnswer,
  type JournalAnswer,
  type MergeAnswer,
  type PublicationAnswer,
  Route,
  type RunState,
} from '../../contract/workspace-api';
import { UnrelatedHistory } from '../adapters/git/merge-items';
import { deadLettersOf } from '../engine/dead-letters';
import { asLeader, type Call, fencingOf, workOf } from './call';
import type { Caller } from './caller';
import { HttpError } from './http-error';
import { checked } from './requests';
import { commitOf, sessionOf } from './run-repository';

export interface Endpoint {
  readonly accounts: readonly Caller['account'][];
  /** Returns the JSON of the answer, or text. @throws HttpError */
  readonly handle: (call: Call) => Promise<unknown>;
}

const agents = (handle: Endpoint['handle']): Endpoint => ({ accounts: ['agent'], handle });

/** All calls except `HEALTH`, `READY` and git's own, by method and path. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  [`POST ${Route.AGENTS}`]: agents(hello),
  [`POST ${Route.DISMISSAL}`]: agents(dismiss),
  [`GET ${Route.RUN}`]: agents(({ run }) => run.end.state(run.work?.base)),
  [`POST ${Route.LEASE}`]: agents(({ run, caller }) => run.fence.take(caller)),
  [`DELETE ${Route.LEASE}`]: agents((call) => call.run.fence.release(call.caller, fencingOf(call))),
  [`GET ${Route.JOURNAL}`]: agents(readJournal),
  [`POST ${Route.JOURNAL}`]: agents(appendToJournal),
  [`GET ${Route.DEAD_LETTERS}`]: agents(async ({ run }) => deadLettersOf(run.journal.entries)),
  [`POST ${Route.ATTEMPTS}`]: agents(openAttempt),
  [`POST ${Route.MERGES}`]: agents(merge),
  [`POST ${Route.PUBLICATION}`]: agents(publish),
  [`POST ${Route.MEASUREMENTS}`]: agents(async ({ run, body }) => {
    for (const measurements of checked.measurements(body)) run.metrics.take(measurements);
    return {};
  }),
  [`POST ${Route.LOGS}`]: agents(({ run, caller, body }) => run.agentLogs.take(caller, checked.logBatch(body))),
  [`GET ${Route.QUEUE_PASSWORD}`]: {
    accounts: ['agent', 'redis'],
    handle: async ({ run }) => run.queuePassword,
  },
};

async function hello({ run, caller, body }: Call): Promise<RunState> {
  const { index } = checked.hello(body);
  if (!run.end.isOver) {
    const why = await run.starts.count(index, caller.podUid);
    run.elastic?.started(index);
    run.log.info(`agent ${index} has started`, { agent: String(index), agentPod: caller.pod });
    if (why) await run.fence.alone(() => run.end.record('failed', why));
  }
  return run.end.state(run.work?.base);
}

async function dismiss({ run, caller, body }: Call): Promise<DismissalAnswer> {
  const { index } = checked.hello(body);
  return { leave: run.elastic?.dismiss(index, run.fence.isLed(caller)) ?? false };
}

async function readJournal({ run }: Call): Promise<JournalAnswer> {
  // Also for a run that is over: the next leader learns it from here.
  if (!run.work) throw new HttpError(409, 'the run is over');
  return { entries: run.journal.entries, session: await sessionOf(run.work.repository) };
}

async function appendToJournal(call: Call): Promise<unknown> {
  const entry = checked.entry(call.body);
  if (entry.type === 'finished') return finish(call, entry);
  return asLeader(call, async ({ repository }) => {
    if (entry.type === 'result' && (await commitOf(repository, entry.commit)) === null)
      throw new HttpError(400, `commit ${entry.commit} is not in the repository`);
    if (call.run.journal.endsWith(entry)) return {};
    await call.run.journal.append(entry);
    call.run.space.progressed();
    if (entry.type === 'step' || entry.type === 'item' || entry.type === 'attempt') await call.run.starts.reset();
    return {};
  });
}

async function openAttempt({ run, caller, body }: Call): Promise<AttemptAnswer> {
  const { repository, attempts, base } = workOf(run);
  const { item, attempt } = checked.attempt(body);
  // Somebody with access to the queue must not make agents work on items that are not in the run.
  if (run.journal.items?.has(item) === false) throw new HttpError(422, `${item} is no item of this run`);
  const ref = await attempts.give({ item, attempt }, caller);
  // A queue that lost its last second may hand out a number again whose result the leader has already seen.
  if ((await commitOf(repository, ref)) !== null)
    throw new HttpError(409, `attempt ${attempt} at ${item} is over: it has a commit`);
  const setup = await commitOf(repository, Ref.SETUP);
  const start = setup ? await commitOf(repository, `${setup}^1`) : base;
  if (start === null) throw new HttpError(500, `${Ref.SETUP} is no snapshot: it has no parent`);
  return { ref, start, setup };
}

async function merge(call: Call): Promise<MergeAnswer> {
  const { item, attempt, commit } = checked.merge(call.body);
  return asLeader(call, async ({ repository, merges }) => {
    const ref = attemptRef(item, attempt);
    const pushed = await commitOf(repository, ref);
    if (pushed !== commit) throw new HttpError(400, `'commit' must be the one at ${ref}, ${pushed}, got ${commit}`);
    const answer = await merges.merge({ item, attempt, commit }).catch((error) => {
      throw error instanceof UnrelatedHistory ? new HttpError(422, error.message) : error;
    });
    call.run.metrics.merged(answer.merged ? 'merged' : 'conflict');
    call.run.log.info(`${item} ${answer.merged ? 'is merged' : 'conflicts'}`, { item, attempt });
    return answer;
  });
}

/** Origin may be slow, and another leader may take over meanwhile: so only recording is fenced. */
async function publish(call: Call): Promise<PublicationAnswer> {
  const { commit } = checked.publication(call.body ?? {});
  const { publisher } = await asLeader(call, async (work) => work);
  return publisher.publish(commit, (task) => asLeader(call, task));
}

type Finished = Extract<JournalEntry, { type: 'finished' }>;

/** The first end counts; repeating the call gives the same answer. */
async function finish(call: Call, { outcome, reason, usage }: Finished): Promise<RunState> {
  const { end, fence, work } = call.run;
  await fence.fenced(call.caller, fencingOf(call), () => end.record(outcome, reason, usage));
  return end.state(work?.base);
}
