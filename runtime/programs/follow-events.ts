import { type FileHandle, open } from 'node:fs/promises';
import type { Clock } from '../ports/clock';

/** Milliseconds between two checks for new events. */
const PAUSE_MS = 500;
/** Milliseconds to wait after a run's last event: it may be resumed, but abandoned followers must end. */
const QUIET_MS = 60_000;
/** Number of bytes per read. */
const PIECE = 1024 * 1024;

/**
 * Read the lines of an events file as they arrive.
 * @param take receives complete lines; the next are read when it is done.
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

/** Complete lines from an offset, as many as fit in a piece, or one longer line; none if there is no file yet. */
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
