import type { Objects } from './objects';
import { entriesOf, isFolder, type TreeEntry, treeOf } from './tree-entries';

/** Maximum number of commits to walk back. */
const LONGEST_LINE = 100;

/** A linear run of commits, newest first, and the commit that they build on. */
export interface Line {
  readonly commits: readonly string[];
  readonly base: string;
}

/**
 * The linear history from a commit back to the first one that is already held. That one is the only merge base of the
 * commit and its holder: every other path back goes through it.
 * @param holds whether a commit is held; it may say no to ancestors of a held commit, though those are held too.
 * @returns undefined if there is no such line: the commit itself is held, a merge is on the way, or it is too long.
 */
export async function lineFrom(
  objects: Objects,
  commit: string,
  holds: (commit: string) => Promise<boolean>,
): Promise<Line | undefined> {
  const commits: string[] = [];
  let next = commit;
  while (!(await holds(next))) {
    const parents = await parentsOf(objects, next);
    if (parents?.length !== 1 || commits.push(next) > LONGEST_LINE) return undefined;
    next = parents[0] as string;
  }
  return commits.length === 0 ? undefined : { commits, base: next };
}

const parentsOf = async (objects: Objects, commit: string): Promise<string[] | undefined> =>
  (await headOf(objects, commit))?.filter(([name]) => name === 'parent').map(([, id]) => id);

/** Tree id of a commit; undefined if it is not a commit. */
export const treeOfCommit = async (objects: Objects, commit: string): Promise<string | undefined> =>
  (await headOf(objects, commit))?.find(([name]) => name === 'tree')?.[1];

/** The tree and parent ids in a commit's header; undefined if it is not a commit. */
async function headOf(objects: Objects, commit: string): Promise<(readonly [name: string, id: string])[] | undefined> {
  const object = await objects.read(commit);
  if (object?.type !== 'commit') return undefined;
  const [head = ''] = object.content.toString('latin1').split('\n\n', 1);
  return [...head.matchAll(/^(tree|parent) ([0-9a-f]+)$/gm)].map(([, name, id]) => [name as string, id as string]);
}

/**
 * Merge the trees of two commits if each path changed on one side only: the merge then takes the changed side, and git
 * would find the same whatever was renamed. For a rename to matter, its source must have been removed on one side, and
 * the source, or the folder it was in, must have changed on the other.
 * @returns the tree; undefined if git must do the merge.
 */
export async function mergePlainly(
  objects: Objects,
  commits: { readonly base: string; readonly ours: string; readonly theirs: string },
): Promise<string | undefined> {
  const { base, ours, theirs } = commits;
  const trees = await Promise.all([base, ours, theirs].map((commit) => treeOfCommit(objects, commit)));
  if (trees.includes(undefined)) return undefined;
  const [ofBase, ofOurs, ofTheirs] = trees as [string, string, string];
  return new PlainMerge(objects, base.length).mergeTrees(ofBase, ofOurs, ofTheirs);
}

type Entries = ReadonlyMap<string, TreeEntry>;

/** Both sides changed the same path: not a plain merge. */
const CLASH = Symbol('clash');

class PlainMerge {
  public constructor(
    private readonly objects: Objects,
    private readonly idCharacters: number,
  ) {}

  public async mergeTrees(base: string | null, ours: string, theirs: string): Promise<string | undefined> {
    if (theirs === base) return ours;
    if (ours === base) return theirs;
    const sides = await Promise.all([base, ours, theirs].map((tree) => this.entries(tree)));
    if (sides.includes(undefined)) return undefined;
    const [ofBase, ofOurs, ofTheirs] = sides as [Entries, Entries, Entries];
    const merged = new Map(ofOurs);
    for (const name of new Set([...ofBase.keys(), ...ofTheirs.keys()])) {
      const entry = await this.mergeEntry(ofBase.get(name), ofOurs.get(name), ofTheirs.get(name));
      if (entry === CLASH) return undefined;
      if (entry === undefined) merged.delete(name);
      else merged.set(name, entry);
    }
    return this.objects.write('tree', treeOf(merged.values()), this.idCharacters);
  }

  private async mergeEntry(
    base: TreeEntry | undefined,
    ours: TreeEntry | undefined,
    theirs: TreeEntry | undefined,
  ): Promise<TreeEntry | undefined | typeof CLASH> {
    if (isSame(theirs, base)) return ours;
    if (isSame(ours, base)) return theirs;
    if (ours === undefined || theirs === undefined) return CLASH;
    if (![ours, theirs, base ?? ours].every(isFolder)) return CLASH;
    const id = await this.mergeTrees(base?.id ?? null, ours.id, theirs.id);
    if (id === undefined) return CLASH;
    // Git has no empty folders.
    return (await this.entries(id))?.size === 0 ? undefined : { ...ours, id };
  }

  private async entries(tree: string | null): Promise<Entries | undefined> {
    if (tree === null) return new Map();
    const object = await this.objects.read(tree);
    return object?.type === 'tree' ? entriesOf(object.content, this.idCharacters / 2) : undefined;
  }
}

const isSame = (one: TreeEntry | undefined, other: TreeEntry | undefined): boolean =>
  one?.id === other?.id && one?.mode === other?.mode;
