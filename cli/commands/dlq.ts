import type { DeadLetter } from '../../contract/dead-letter';
import { DeadLetterFolder } from '../../runtime/adapters/local/dead-letter-folder';
import { deadLettersHere } from '../../runtime/adapters/local/dead-letters-here';
import { retryLocal } from '../../runtime/programs/local-retry';
import { CliError, Status } from '../cli-error';
import { showLetter, showLetters, writeLetters } from '../dead-letter-output';
import { counted, type Found } from '../dead-letter-text';
import { type LocalRunFlags, runWithReport } from '../local-run';
import { localRuns, noRunHere } from '../local-runs';
import type { Terminal } from '../terminal';

/** Selection of dead letters. */
export interface Selection {
  /** Run id. Default: every run. */
  readonly run?: string;
  /** Item ids. Default: all items. */
  readonly item?: readonly string[];
  /** Only those whose failure may be transient. */
  readonly eligible?: boolean;
}

interface OutputFlag {
  readonly output?: 'json';
}

/** Show the items that failed permanently. */
export async function listDeadLetters(flags: Selection & OutputFlag, terminal: Terminal): Promise<void> {
  showLetters(await select(flags, terminal), flags, terminal);
}

/** Show one item that failed permanently, in full. */
export async function inspectDeadLetter(
  item: string,
  flags: Selection & OutputFlag,
  terminal: Terminal,
): Promise<void> {
  const found = await select({ run: flags.run, item: [item] }, terminal);
  const [letter, second] = found;
  if (second !== undefined)
    throw new CliError(
      `'--run' must be given, since ${found.length} runs have a dead letter ${item}: ${runsIn(found)}`,
    );
  showLetter(letter, item, { output: flags.output }, terminal);
}

/** Write dead letters to a file, as a JSON list in Prodigy's format. */
export async function exportDeadLetters(file: string, flags: Selection, terminal: Terminal): Promise<void> {
  await writeLetters(await select(flags, terminal), file, terminal);
}

/** Permanently remove dead letters of a run that has ended. */
export async function purgeDeadLetters(
  flags: Selection & { readonly run: string; readonly yes?: boolean },
  terminal: Terminal,
): Promise<void> {
  const found = await select(flags, terminal);
  const run = (await localRuns(terminal.home)).find(({ runId }) => runId === flags.run);
  if (run?.report === undefined)
    throw new CliError(
      `'--run' must be of a run that has ended, got ${flags.run}: it may still need them`,
      Status.CONFLICT,
    );
  if (!flags.yes)
    throw new CliError(`'--yes' must be given, since ${counted(found)} of ${flags.run} would be removed permanently`);
  const folder = new DeadLetterFolder(terminal.home, flags.run);
  const all = await deadLettersHere(terminal.home, flags.run);
  const gone = new Set(found.map(({ item_id }) => item_id));
  await folder.write(all);
  await folder.remove(gone);
  terminal.progress(`${counted(found)} removed\n`);
}

/** Run the workflow again on dead letters of a run. */
export async function retryDeadLetters(
  flags: Selection & LocalRunFlags & { readonly run: string },
  terminal: Terminal,
): Promise<void> {
  await select(flags, terminal);
  await runWithReport(flags, terminal, (surroundings) =>
    retryLocal({
      ...surroundings,
      runId: flags.run,
      wanted: wantedBy(flags),
      onBegin: (runId, items) => {
        if (!flags.quiet) terminal.progress(`run ${runId}: ${items} of the dead letters of ${flags.run}\n`);
      },
    }),
  );
}

/** @throws CliError if the run does not exist. */
async function select(selection: Selection, { home }: Terminal): Promise<Found[]> {
  const runs = (await localRuns(home)).map(({ runId }) => runId);
  if (selection.run !== undefined && !runs.includes(selection.run)) throw noRunHere(selection.run);
  const named = selection.run === undefined ? runs : [selection.run];
  const letters = await Promise.all(named.map((runId) => lettersOf(home, runId)));
  return letters.flat().filter(wantedBy(selection));
}

async function lettersOf(home: string, runId: string): Promise<Found[]> {
  const letters = await deadLettersHere(home, runId).catch((error: Error) => {
    throw new CliError(error.message, Status.RUN_FAILED);
  });
  return letters.map((letter) => ({ run_id: runId, ...letter }));
}

const wantedBy =
  ({ item, eligible }: Selection) =>
  (letter: DeadLetter): boolean =>
    (item === undefined || item.includes(letter.item_id)) && (!eligible || letter.reprocess_eligible);

const runsIn = (found: readonly Found[]): string => found.map(({ run_id }) => run_id).join(', ');
