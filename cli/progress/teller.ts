import type { LineAbout } from '../../runtime/adapters/log/line-log';
import type { Listener } from '../../runtime/ports/notice';
import type { Terminal } from '../terminal';
import { LiveLine } from './live-line';

/** Reports on a run in progress. */
export interface Teller {
  /** A line of the run's log. */
  readonly print: (line: string, about: LineAbout) => void;
  /** A message of the command line itself. */
  readonly say: (line: string) => void;
  readonly notice?: Listener;
  /** Restore the terminal; may be called again. */
  readonly end: () => void;
}

/**
 * On a terminal, a status line shows the run's state, with notable lines above it; otherwise every line is printed;
 * with `--quiet`, only errors.
 */
export function tellerFor({ quiet }: { readonly quiet?: boolean }, terminal: Terminal): Teller {
  const say = (line: string): void => terminal.progress(`${line}\n`);
  const nothing = (): void => undefined;
  if (quiet) return { print: (line, { level }) => level === 'error' && say(line), say: nothing, end: nothing };
  if (!terminal.interactive) return { print: say, say, end: nothing };
  const live = new LiveLine(terminal, Date.now);
  return {
    print: (line, { level, item }) => (item === undefined || level !== 'info') && live.above(line),
    say: (line) => live.above(line),
    notice: (notice) => live.take(notice),
    end: () => live.end(),
  };
}
