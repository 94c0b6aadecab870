import { open } from 'node:fs/promises';

/** Size of the first read, in bytes; most lines are shorter. */
const BLOCK = 64 * 1024;
const LINE_END = 0x0a;

/** The last line of a file of complete lines, without its line end; undefined if the file is absent or empty. */
export async function lastLine(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    if (size === 0) return undefined;
    for (let length = BLOCK; ; length *= 4) {
      const start = Math.max(0, size - length);
      const block = Buffer.alloc(size - start);
      await file.read(block, 0, block.length, start);
      // The last byte ends the line we look for.
      const found = block.lastIndexOf(LINE_END, -2);
      if (found >= 0 && block.length > 1) return block.toString('utf8', found + 1, block.length - 1);
      if (start === 0) return block.toString('utf8', 0, block.length - 1);
    }
  } finally {
    await file.close();
  }
}
