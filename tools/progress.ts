const started = Date.now();

/** Print one line to stderr, with the seconds since the program started: long work must not look like a hang. */
export function progress(message: string): void {
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`[${seconds}s] ${message}\n`);
}
