/** An entry of a tree object; the name is decoded as Latin-1, one character per byte. */
export interface TreeEntry {
  /** In octal, as written in the tree. */
  readonly mode: string;
  readonly name: string;
  /** The object's id, in hexadecimal. */
  readonly id: string;
}

const FOLDER = '40000';

export const isFolder = ({ mode }: TreeEntry): boolean => mode === FOLDER;

/**
 * The entries of a tree object, by name.
 * @param idBytes length of the repository's object ids, in bytes.
 */
export function entriesOf(tree: Buffer, idBytes: number): Map<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  for (let start = 0; start < tree.length; ) {
    const space = tree.indexOf(' ', start);
    const nul = tree.indexOf(0, space);
    const name = tree.toString('latin1', space + 1, nul);
    const id = tree.toString('hex', nul + 1, nul + 1 + idBytes);
    entries.set(name, { mode: tree.toString('latin1', start, space), name, id });
    start = nul + 1 + idBytes;
  }
  return entries;
}

/** A tree object of these entries in git's order: by the bytes of their names, folders with a slash at the end. */
export function treeOf(entries: Iterable<TreeEntry>): Buffer {
  const keyed = [...entries].map((entry) => ({ entry, key: isFolder(entry) ? `${entry.name}/` : entry.name }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : 1));
  return Buffer.concat(
    keyed.flatMap(({ entry: { mode, name, id } }) => [
      Buffer.from(`${mode} ${name}\0`, 'latin1'),
      Buffer.from(id, 'hex'),
    ]),
  );
}
