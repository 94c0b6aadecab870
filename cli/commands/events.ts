import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keptRequest } from '../../runtime/adapters/local/kept-request';
import { eventsFolder, RunFolder, textOf } from '../../runtime/adapters/local/run-folder';
import { printable } from '../../runtime/adapters/log/printable';
import { noRunHere } from '../local-runs';
import type { Terminal } from '../terminal';
import { following } from '../until-interrupted';

interface EventsFlags {
  readonly follow?: boolean;
  readonly output?: 'json';
}

/** Polling interval in milliseconds for new events. */
const PAUSE = 500;

/** Print the events of a local run, oldest first; in Prodigy's documented format with `-o json`, one per line. */
export async function showEvents(runId: string, flags: EventsFlags, terminal: Terminal): Promise<void> {
  const folder = new RunFolder(terminal.home, runId);
  const kept = await keptRequest(folder);
  if (kept === undefined) throw noRunHere(runId);
  const place = eventsFolder(terminal.home, kept);
  const show = (lines: readonly string[]): void => {
    for (const line of lines) terminal.out(flags.output === 'json' ? `${line}\n` : eventLine(line));
  };
  if (!flags.follow) return show(await eventLines(place));
  await following(terminal, async (signal) => {
    for (let shown = 0; ; ) {
      const ended = (await textOf(folder.report)) !== undefined;
      const lines = await eventLines(place);
      show(lines.slice(shown));
      shown = lines.length;
      if (signal.aborted || ended) return;
      await sleep(PAUSE);
    }
  });
}

/** Complete lines of all files, whose names are in order of time. */
async function eventLines(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).sort();
  const texts = await Promise.all(names.map((name) => textOf(join(folder, name))));
  return texts.flatMap((text = '') => text.split('\n').slice(0, -1));
}

/** Time, type and fields; the run is known. */
export function eventLine(line: string): string {
  const { timestamp, event } = JSON.parse(line) as { timestamp: string; event: Record<string, unknown> };
  const { event_type: type, job_id: _, ...fields } = event;
  const text = Object.entries(fields).map(([name, value]) => `${name}=${valueText(value)}`);
  return `${[timestamp, type, ...text].join('  ')}\n`;
}

/** The value on one line. */
const valueText = (value: unknown): string =>
  printable(typeof value === 'string' && !/\s|=/.test(value) ? value : JSON.stringify(value));
