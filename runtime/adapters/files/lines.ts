import { closeSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Bytes per read. */
const BLOCK = 64 * 1024;
const LINE_END = 0x0a;

/** Size of a file, and how much of it is complete lines; an absent file counts as empty. */
export async function wholeLines(path: string): Promise<{ readonly size: number; readonly whole: number }> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { size: 0, whole: 0 };
    throw error;
  }
  try {
    const { size } = await file.stat();
    const block = Buffer.alloc(BLOCK);
    for (let end = size; end > 0; end = Math.max(0, end - BLOCK)) {
      const start = Math.max(0, end - BLOCK);
      const { bytesRead } = await file.read(block, 0, end - start, start);
      const found = block.subarray(0, bytesRead).lastIndexOf(LINE_END);
      if (found >= 0) return { size, whole: start + found + 1 };
    }
    return { size, whole: 0 };
  } finally {
    await file.close();
  }
}

/**
 * The lines of a file, with one line in memory at a time.
 * @param end number of bytes from the start that are complete lines.
 */
export function* linesOf(path: string, end: number): Generator<string> {
  if (end === 0) return;
  const file = openSync(path, 'r');
  try {
    yield* linesIn(file, end);
  } finally {
    closeSync(file);
  }
}

/** Like {@link linesOf}, for an open file, which stays open. */
export function* linesIn(file: number, end: number): Generator<string> {
  const block = Buffer.alloc(Math.min(BLOCK, end));
  let begun: Buffer[] = [];
  for (let position = 0; position < end; ) {
    const length = readSync(file, block, 0, Math.min(block.length, end - position), position);
    if (length === 0) return;
    position += length;
    const read = block.subarray(0, length);
    let start = 0;
    for (let found = read.indexOf(LINE_END); found >= 0; found = read.indexOf(LINE_END, start)) {
      yield begun.length === 0
        ? read.toString('utf8', start, found)
        : Buffer.concat([...begun, read.subarray(start, found)]).toString('utf8');
      begun = [];
      start = found + 1;
    }
    // Copied, because the block is reused.
    if (start < length) begun.push(Buffer.from(read.subarray(start)));
  }
}
