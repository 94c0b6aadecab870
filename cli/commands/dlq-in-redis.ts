import { setTimeout as sleep } from 'node:timers/promises';
import type { LetterRequest } from '../../contract/queue';
import { LetterRequests } from '../../runtime/adapters/queue/letter-requests';
import { queuedLetters } from '../../runtime/adapters/queue/queued-letters';
import { type RedisAddress, withRedis } from '../../runtime/adapters/queue/redis-connection';
import { CliError, Status } from '../cli-error';
import { type LetterSelection, selectedFrom } from '../cluster/dead-letters';
import { showLetter, showLetters, writeLetters } from '../dead-letter-output';
import { counted, type Found } from '../dead-letter-text';
import type { Terminal } from '../terminal';

/** Selection of dead letters of a run whose queue is in a Redis. */
export interface RedisSelection extends LetterSelection {
  readonly redis: RedisAddress & { readonly prefix: string };
  readonly run: string;
  readonly output?: 'json';
}

/** Milliseconds to wait for the leader's answer, and between two polls for it. */
const PATIENCE = 30_000;
const PAUSE = 250;

/** Show the items of a run whose last attempt failed. */
export async function listInRedis(selection: RedisSelection, terminal: Terminal): Promise<void> {
  showLetters(await selected(selection), selection, terminal);
}

/** Show one of them in full. */
export async function inspectInRedis(item: string, selection: RedisSelection, terminal: Terminal): Promise<void> {
  const [letter] = await selected({ ...selection, item: [item] });
  showLetter(letter, item, selection, terminal);
}

/** Write them to a local file, as a JSON list in Prodigy's format. */
export async function exportFromRedis(file: string, selection: RedisSelection, terminal: Terminal): Promise<void> {
  await writeLetters(await selected(selection), file, terminal);
}

/** Have the leader of a run in progress retry dead letters. */
export async function retryInRedis(selection: RedisSelection, terminal: Terminal): Promise<void> {
  const found = await selected(selection);
  if (found.length === 0) return terminal.progress('no dead letters\n');
  await ask(selection, found, 'retry');
  terminal.progress(
    `${counted(found)} handed to the leader of ${selection.run}, which retries what it counts as dead\n`,
  );
}

/** Have the leader of a run in progress permanently remove dead letters. */
export async function purgeInRedis(selection: RedisSelection & { yes?: boolean }, terminal: Terminal): Promise<void> {
  const found = await selected(selection);
  if (found.length === 0) return terminal.progress('no dead letters\n');
  if (!selection.yes)
    throw new CliError(
      `'--yes' must be given, since ${counted(found)} of ${selection.run} would be removed permanently`,
    );
  await ask(selection, found, 'purge');
  const left = await selected({ ...selection, item: found.map(({ item_id }) => item_id) });
  const gone = found.filter(({ item_id }) => !left.some((letter) => letter.item_id === item_id));
  terminal.progress(`${counted(gone)} removed\n`);
}

async function selected({ redis, run, ...selection }: RedisSelection): Promise<readonly Found[]> {
  const letters = await withRedis(redis, (connection) => queuedLetters(connection, redis.prefix, run)).catch(unusable);
  return selectedFrom(letters, run, selection);
}

/** @throws CliError if nobody answers: the request is withdrawn. */
async function ask({ redis, run }: RedisSelection, found: readonly Found[], request: LetterRequest): Promise<void> {
  const items = found.map(({ item_id }) => item_id);
  const isAnswered = await withRedis(redis, async (connection) => {
    const requests = new LetterRequests(connection, redis.prefix, run);
    await requests.ask(items, request);
    for (const until = Date.now() + PATIENCE; Date.now() < until; ) {
      const open = await requests.open();
      if (!items.some((item) => open.has(item))) return true;
      await sleep(PAUSE);
    }
    await requests.close(items);
    return false;
  }).catch(unusable);
  if (isAnswered) return;
  throw new CliError(
    `run ${run} did not answer: it has no leader, or has no items in work now. Once it has ended: prodigy-k8s dlq ` +
      `${request} --run ${run} --cluster …`,
    Status.CONFLICT,
  );
}

function unusable(error: Error): never {
  throw new CliError(error.message, Status.UNREACHABLE);
}
