import type { Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';

/** Seconds that a warning is not said again: what is tried for minutes would fill the log with one sentence. */
const SILENCE_SECONDS = 30;

/** A log that says the same warning once in a while; everything else passes. */
export function withoutRepeats(log: Log, clock: Clock, silenceSeconds = SILENCE_SECONDS): Log {
  const said = new Map<string, number>();
  const warn: Log['warn'] = (message, fields) => {
    const last = said.get(message);
    if (last !== undefined && clock.now() - last < silenceSeconds * 1000) return;
    if (said.size > MOST_REMEMBERED) said.clear();
    said.set(message, clock.now());
    log.warn(message, fields);
  };
  return {
    info: (message, fields) => log.info(message, fields),
    warn,
    error: (message, fields) => log.error(message, fields),
    child: (fields) => withoutRepeats(log.child(fields), clock, silenceSeconds),
  };
}

/** Warnings with ever new text must not fill the memory. */
const MOST_REMEMBERED = 1000;
