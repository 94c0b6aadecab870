import { type FileHandle, open } from 'node:fs/promises';
import type { Clock } from '../ports/clock';

/** Milliseconds between two looks for new events. */
const PAUSE_MS = 500;
/** Milliseconds after a run's last event: it may be about to go on, and somebody has to end where nobody reads any more. */
const QUIET_MS = 60_000;
/** Bytes read at a time. */
const PIECE = 1024 * 1024;

/**
 * Read the lines of a file of events as they come.
 * @param take gets whole lines; the next are read when it is done.
 * @returns once the run has been over for a minute, or the signal fires.
 */
export async function followEvents(
  path: string,
  take: (lines: string) => Promise<void>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let offset = 0;
  let last = '';
  let quietSince = clock.now();
  while (!signal.aborted) {
    const lines = await linesFrom(path, offset);
    if (lines.length > 0) {
      offset += lines.length;
      last = lines.toString('utf8', lines.lastIndexOf('\n', -2) + 1);
      quietSince = clock.now();
      await take(lines.toString('utf8'));
    } else {
      if (isEnd(last) && clock.now() - quietSince >= QUIET_MS) return;
      await clock.sleep(PAUSE_MS, signal);
    }
  }
}

/** Whole lines that begin at an offset, as many as fit a piece, or one that does not; none where there is no file yet. */
async function linesFrom(path: string, offset: number): Promise<Buffer> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return Buffer.alloc(0);
  try {
    return await wholeLines(file, offset);
  } finally {
    await file.close();
  }
}

async function wholeLines(file: FileHandle, offset: number): Promise<Buffer> {
  for (let size = PIECE; ; size *= 2) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, offset);
    const end = buffer.lastIndexOf('\n', bytesRead - 1) + 1;
    if (end > 0 || bytesRead < size) return buffer.subarray(0, bytesRead === 0 ? 0 : end);
  }
}

/** Whether a line is the last event of a run, unless it is reopened. */
export const isEnd = (line: string): boolean => /"event_type":"job_(completed|failed)"/.test(line);
