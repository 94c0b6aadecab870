import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** Every file in a folder and its subfolders with a wanted name, by its path with slashes. */
export function filesBelow(root: string, isWanted: (name: string) => boolean): string[] {
  const found: string[] = [];
  const walk = (folder: string, path: string): void => {
    // Takes half the time of Node's recursive reading when there are many folders.
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(join(folder, entry.name), `${path}${entry.name}/`);
      else if (entry.isFile() && isWanted(entry.name)) found.push(path + entry.name);
    }
  };
  walk(root, '');
  return found;
}

/** Bytes of a file that fit the preallocated buffer; most manifests are far smaller. */
const ROOM = 256 * 1024;

/** Compares the bytes of two files, without decoding them. */
export class SameBytes {
  private readonly one = Buffer.allocUnsafe(ROOM);
  private readonly other = Buffer.allocUnsafe(ROOM);

  public are(path: string, otherPath: string): boolean {
    const [length, otherLength] = [readInto(this.one, path), readInto(this.other, otherPath)];
    if (length === ROOM || otherLength === ROOM) return readFileSync(path).equals(readFileSync(otherPath));
    return length === otherLength && this.one.compare(this.other, 0, otherLength, 0, length) === 0;
  }
}

function readInto(buffer: Buffer, path: string): number {
  const file = openSync(path, 'r');
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read)
      read = readSync(file, buffer, length, buffer.length - length, length);
    return length;
  } finally {
    closeSync(file);
  }
}
