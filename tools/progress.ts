const started = Date.now();

/** One line on stderr, with the seconds since this program started: long work must not look like a hang. */
export function progress(message: string): void {
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`[${seconds}s] ${message}\n`);
}
