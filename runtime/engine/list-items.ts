import type { Item, JournalEntry } from '../../contract/journal';
import { Limit } from '../../contract/limits';
import { interpolate } from '../../language/interpolate';
import { itemsOfFile, itemsOfOutput } from '../../language/items';
import type { MapPhase } from '../../language/workflow';
import { processOf, runCommand } from './run-command';
import { historyOf } from './run-phase';
import type { Setting } from './setting';
import { leftBySetup } from './setup-outputs';
import { historyFor } from './step/changes';
import { environmentOf, textScope } from './step/environment';
import { StepFailed, withExcerpt } from './step-failed';
import type { Turn } from './turn';

/** Timeout of a command that prints items, in seconds, as in Prodigy. */
const TIMEOUT_SECONDS = 300;
/** Number of items per journal entry. */
const PAGE = 1000;

/**
 * Record the run's items in the journal, unless they are there already.
 * @returns how many there are.
 */
export async function listItems(turn: Turn, map: MapPhase): Promise<number> {
  if (turn.state.items !== undefined) return turn.state.items.size;
  const items = turn.engine.run.items ?? (await itemsIn(turn, map));
  for (const page of pagesOf(items)) await turn.record(page);
  turn.log.info(`${items.length} items`, { phase: 'map' });
  return items.length;
}

/** Paged, since one entry of 100,000 items would be in memory several times over whenever it is written or read. */
function* pagesOf(items: readonly Item[]): Generator<Extract<JournalEntry, { type: 'items' }>> {
  for (let from = 0; from === 0 || from < items.length; from += PAGE) {
    const more = from + PAGE < items.length;
    yield { type: 'items', items: items.slice(from, from + PAGE), ...(from > 0 && { from }), ...(more && { more }) };
  }
}

async function itemsIn(turn: Turn, map: MapPhase): Promise<Item[]> {
  const setting = await settingOf(turn, map);
  const path = interpolate(map.input, textScope(await environmentOf(setting), setting));
  const text = await setting.checkout.read(path);
  const output = text === null ? await printed(setting, map.input) : undefined;
  try {
    return output === undefined ? itemsOfFile(text as string, path, map) : itemsOfOutput(output, map);
  } catch (error) {
    throw new StepFailed(`map: ${(error as Error).message}`);
  }
}

async function settingOf(turn: Turn, map: MapPhase): Promise<Setting> {
  const { engine, signal, log } = turn;
  return {
    engine,
    checkout: await turn.session(),
    phase: 'map',
    values: leftBySetup(turn),
    history: historyFor(map.input, { engine, history: historyOf(turn, turn.state.phases.setup.lastStart) }),
    computed: { printed: new Map(), timeoutSeconds: TIMEOUT_SECONDS },
    log: log.child({ phase: 'map' }),
    signal,
  };
}

/** Output of the input as a command. */
async function printed(setting: Setting, input: string): Promise<string> {
  const command = { kind: 'shell', text: input } as const;
  const ran = await runCommand(command, await processOf(command, setting), setting, TIMEOUT_SECONDS);
  if (ran.exitCode === 0 && !ran.mayBeCut) return ran.output;
  if (ran.exitCode === 0)
    throw new StepFailed(
      `'map.input' must print less than ${Limit.STEP_OUTPUT_BYTES} bytes of items, got more: ` +
        'have setup write them to a file, and name that',
    );
  const ended = ran.timedOut ? `was stopped after ${TIMEOUT_SECONDS} s` : `failed with exit code ${ran.exitCode}`;
  const problem = `'map.input' must name a file or be a command that prints items, got '${input}', which ${ended}`;
  throw new StepFailed(withExcerpt(problem, ran.complaint));
}
