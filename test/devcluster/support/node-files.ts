import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every file below a folder that can be read and is wanted, with its contents. What goes while it is read is left out. */
export function* filesBelow(
  folder: string,
  isWanted: (file: Stats) => boolean = () => true,
): Generator<readonly [path: string, contents: Buffer]> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path, isWanted);
    const contents = entry.isFile() ? read(path, isWanted) : undefined;
    if (contents) yield [path, contents];
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function read(path: string, isWanted: (file: Stats) => boolean): Buffer | undefined {
  try {
    return isWanted(statSync(path)) ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}
