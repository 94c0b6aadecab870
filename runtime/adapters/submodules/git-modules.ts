import { Limit } from '../../../contract/limits';
import { SubmoduleUnusable } from '../../ports/workspace';
import { git } from '../git/git';
import { GitError } from '../git/git-error';
import { linesOf } from '../git/origin-failure';
import { objectNamed } from '../git/standing';

/** A submodule as named by one commit. */
export interface NamedModule {
  /** Relative to the checkout of that commit. */
  readonly path: string;
  readonly url: string;
  /** The pinned commit. */
  readonly commit: string;
}

const FILE = '.gitmodules';
/** Modes of submodules and of files in a tree. */
const MODULE_MODE = '160000';
const FILE_MODES = ['100644', '100755'];

/**
 * The submodules that a commit pins and its `.gitmodules` names; one without the other does not count.
 * @throws SubmoduleUnusable if a name or path is not safe.
 */
export async function gitModules(repository: string, commit: string): Promise<readonly NamedModule[]> {
  // Most commits have no submodules, and this check is fast.
  if ((await objectNamed(repository, `${commit}:${FILE}`)) === undefined) return [];
  const [file] = await entriesAt(repository, commit, [FILE]);
  if (file === undefined) return [];
  // Git does not follow a symbolic link here either: it could lead anywhere.
  if (!FILE_MODES.includes(file.mode)) throw new SubmoduleUnusable(FILE, 'must be a file: commit one, without links');
  const settings = await settingsIn(repository, file.id);
  const urls = new Map<string, string>();
  for (const [name, { path, url = '' }] of settings) if (path !== undefined) urls.set(checkedPath(name, path), url);
  if (urls.size > Limit.SUBMODULES)
    throw new SubmoduleUnusable(
      FILE,
      `must name at most ${Limit.SUBMODULES}, got ${urls.size}: run without submodules`,
    );
  const entries = await entriesAt(repository, commit, [...urls.keys()]);
  const pins = entries.filter(({ mode }) => mode === MODULE_MODE);
  return pins.map(({ path, id }) => ({ path, url: urls.get(path) ?? '', commit: id }));
}

/** Paths of submodules that are pinned in `to`, but not at the same commit in `from`. */
export async function movedPins(repository: string, from: string, to: string): Promise<ReadonlySet<string>> {
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--diff-filter=d', from, to];
  const fields = (await git(args, { cwd: repository })).split('\0');
  const isPin = (field: string): boolean => field.startsWith(':') && field.split(' ')[1] === MODULE_MODE;
  return new Set(fields.flatMap((field, index) => (isPin(field) ? [fields[index + 1] ?? ''] : [])));
}

interface Setting {
  readonly path?: string;
  readonly url?: string;
}

/** The settings in `.gitmodules` by name, as git reads them, but without included files. */
async function settingsIn(repository: string, blob: string): Promise<ReadonlyMap<string, Setting>> {
  const args = ['config', '--blob', blob, '--no-includes', '--null', '--list'];
  const text = await git(args, { cwd: repository }).catch((error) => {
    if (!(error instanceof GitError) || !/bad config/.test(error.stderr)) throw error;
    throw new SubmoduleUnusable(FILE, `must be a git configuration, got: ${linesOf(error.stderr).join('; ')}`);
  });
  const lines = text.split('\0');
  const settings = new Map<string, Setting>();
  for (const line of lines) {
    const [, name, key, value] = /^submodule\.(.*)\.(path|url)\n(.*)$/s.exec(line) ?? [];
    if (name !== undefined && key !== undefined) settings.set(name, { ...settings.get(name), [key]: value });
  }
  return settings;
}

interface Entry {
  readonly mode: string;
  readonly id: string;
  readonly path: string;
}

async function entriesAt(repository: string, commit: string, paths: readonly string[]): Promise<Entry[]> {
  if (paths.length === 0) return [];
  const options = { cwd: repository, env: { GIT_LITERAL_PATHSPECS: '1' } };
  const lines = (await git(['ls-tree', '-z', '--full-tree', commit, '--', ...paths], options)).split('\0');
  return lines.flatMap((line) => {
    const [, mode, id, path] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    return mode === undefined || id === undefined || path === undefined ? [] : [{ mode, id, path }];
  });
}

/** Paths that would leave the checkout, be taken for an option, or be read as git's own folder. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const NO_PATH = /^-|(^|\/)(\.{0,2}|\.git)(\/|$)|[\u0000-\u001f\u007f\\]/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const NO_NAME = /^-|(^|[/\\])\.\.([/\\]|$)|[\u0000-\u001f\u007f]|^$/;

function checkedPath(name: string, path: string): string {
  const wrong = NO_PATH.test(path) ? ['path', path] : NO_NAME.test(name) ? ['name', name] : undefined;
  if (wrong === undefined) return path;
  throw new SubmoduleUnusable(
    path,
    `must have a ${wrong[0]} without '..', '.git', leading dash or control character, ` +
      `got ${JSON.stringify(wrong[1])}: change it in ${FILE}`,
  );
}
