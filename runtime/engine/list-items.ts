import type { Item } from '../../contract/journal';
import { textVariables } from '../../language/env-text';
import { interpolate } from '../../language/interpolate';
import { itemsOfFile, itemsOfOutput } from '../../language/items';
import { Scope } from '../../language/scope';
import type { MapPhase } from '../../language/workflow';
import { processOf, runCommand, type Setting } from './run-command';
import { excerpt, StepFailed } from './step-failed';
import type { Turn } from './turn';

/** Seconds that a command may take to print the items, as in Prodigy. */
const TIMEOUT_SECONDS = 300;

/** The run's items: made once, then as the journal has them. */
export async function listItems(turn: Turn, map: MapPhase): Promise<readonly Item[]> {
  if (turn.state.items !== undefined) return turn.state.items;
  const items = await itemsIn(turn, map);
  await turn.record({ type: 'items', items });
  turn.log.info(`${items.length} items`);
  return items;
}

async function itemsIn(turn: Turn, map: MapPhase): Promise<Item[]> {
  const path = interpolate(map.input, new Scope(textVariables(turn.engine.workflow.env)));
  const text = await (await turn.session()).read(path);
  const output = text === null ? await printed(turn, map.input) : undefined;
  try {
    return output === undefined ? itemsOfFile(text as string, path, map) : itemsOfOutput(output, map);
  } catch (error) {
    throw new StepFailed(`map: ${(error as Error).message}`);
  }
}

/** What the input prints as a command. */
async function printed(turn: Turn, input: string): Promise<string> {
  const { engine, signal } = turn;
  const log = turn.log.child({ phase: 'map' });
  const setting: Setting = { engine, checkout: await turn.session(), phase: 'map', values: {}, log, signal };
  const command = { kind: 'shell', text: input } as const;
  const ran = await runCommand(command, await processOf(command, setting), setting, TIMEOUT_SECONDS);
  if (ran.exitCode === 0) return ran.output;
  const ended = ran.timedOut ? `was stopped after ${TIMEOUT_SECONDS} s` : `failed with exit code ${ran.exitCode}`;
  throw new StepFailed(
    `'map.input' must name a file or be a command that prints items, got '${input}', which ${ended}: ` +
      excerpt(ran.complaint),
  );
}
