import type { Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';

/** Seconds before a warning is repeated: retries over minutes would fill the log with one sentence. */
const SILENCE_SECONDS = 30;

/** A log that suppresses a repeated warning for a while; everything else passes through. */
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

/** Bounds memory use if warning texts keep changing. */
const MOST_REMEMBERED = 1000;
