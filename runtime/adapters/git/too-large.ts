import { type SizedPath, SnapshotTooLarge } from '../../ports/workspace';
import { git } from './git';
import { paths, type UntrackedFiles } from './untracked-files';

/**
 * What must be left out so that the rest fits: ignored paths (a fully ignored folder as a whole) and nested
 * repositories, largest first. Nothing else is left out: it would go missing without anybody having asked for that.
 * @throws SnapshotTooLarge if the rest does not fit even without all of them.
 */
export async function tooLargeIn(found: UntrackedFiles, limitBytes: number): Promise<SizedPath[]> {
  if (found.bytes <= limitBytes) return [];
  const { own, others } = parted(found, [...(await ignoredPaths(found.top)), ...found.repositories]);
  const ownBytes = bytesOf(own);
  if (ownBytes > limitBytes) throw new SnapshotTooLarge(ownBytes, limitBytes, bySize(own)[0] as SizedPath);
  let left = found.bytes;
  return bySize(others).filter(({ bytes }) => {
    const goes = left > limitBytes;
    if (goes) left -= bytes;
    return goes;
  });
}

/** Whether a path is one of these, or in one of these folders. */
export const liesIn = (path: string, among: { has(path: string): boolean }): boolean =>
  holderOf(path, among) !== undefined;

/** Fully ignored folders end with a slash; their contents may be listed as well. */
const ignoredPaths = async (top: string): Promise<string[]> =>
  paths(await git(['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'], { cwd: top }));

type Sizes = Map<string, number>;

/** Total sizes: of each given path, and of all other files by top-level entry. */
function parted({ files }: UntrackedFiles, given: readonly string[]): { own: Sizes; others: Sizes } {
  const holders = new Set(given);
  const own: Sizes = new Map();
  const others: Sizes = new Map();
  for (const [path, bytes] of files) {
    const holder = holderOf(path, holders);
    if (holder === undefined) add(own, path.replace(/\/.*/s, '/'), bytes);
    else add(others, holder, bytes);
  }
  return { own, others };
}

/** The outermost of the paths that equals or contains this one. */
function holderOf(path: string, among: { has(path: string): boolean }): string | undefined {
  for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
    const folder = path.slice(0, end + 1);
    if (among.has(folder)) return folder;
  }
  return among.has(path) ? path : undefined;
}

const add = (to: Sizes, path: string, bytes: number): unknown => to.set(path, (to.get(path) ?? 0) + bytes);

const bytesOf = (sizes: Sizes): number => [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);

const bySize = (sizes: Sizes): SizedPath[] =>
  [...sizes].map(([path, bytes]) => ({ path, bytes })).sort((a, b) => b.bytes - a.bytes);
