import type { Changes, Commit } from '../../ports/workspace';
import { git } from './git';
import { withScratchIndex } from './scratch-index';

/**
 * The commits of a checkout after `from`, and how the files of its HEAD, or of the current working tree, differ from
 * that commit. Files that git ignores do not count; index and files are left untouched.
 * @throws GitError, for example if there is no such commit.
 */
export async function changesSince(dir: string, from: string, until: 'head' | 'worktree'): Promise<Changes> {
  const commits = commitsIn(await git([...LOG, `${from}..HEAD`, '--'], { cwd: dir }));
  const tree = until === 'head' ? 'HEAD' : await treeOfFiles(dir);
  return { commits, ...filesIn(await git([...DIFF, from, tree, '--'], { cwd: dir })) };
}

const FIELDS = ['%H', '%h', '%an', '%ae', '%B'];
const LOG = ['log', '--no-show-signature', '--no-mailmap', '--reverse', '-z', `--format=${FIELDS.join('%x00')}`];
const DIFF = ['diff-tree', '-r', '-z', '--raw', '--numstat', '--no-renames'];

function commitsIn(output: string): Commit[] {
  const fields = output.split('\0');
  return Array.from({ length: Math.floor(fields.length / FIELDS.length) }, (_, index) => {
    const own = fields.slice(index * FIELDS.length, (index + 1) * FIELDS.length) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const [id, shortId, name, email, message] = own;
    return { id, shortId, author: { name, email }, message: message.trimEnd() };
  });
}

/** The tree that a commit of all files would have; nested repositories are left out. */
async function treeOfFiles(dir: string): Promise<string> {
  return withScratchIndex(dir, async (env) => {
    const scratch = { cwd: dir, env };
    await git(['add', '-u', '--', ':/'], scratch);
    const others = await git(['ls-files', '-z', '--others', '--exclude-standard', '--', ':/'], scratch);
    const files = others.split('\0').filter((path) => path !== '' && !path.endsWith('/'));
    await git(['update-index', '--add', '-z', '--stdin'], {
      ...scratch,
      input: files.map((path) => `${path}\0`).join(''),
    });
    return git(['write-tree'], scratch);
  });
}

/** First a record per file, then a line count per file: `-` if it is binary. */
function filesIn(output: string): Omit<Changes, 'commits'> {
  const fields = output.split('\0');
  const files: Record<'A' | 'M' | 'D', string[]> = { A: [], M: [], D: [] };
  let at = 0;
  for (; fields[at]?.startsWith(':'); at += 2) files[kindOf(fields[at] as string)].push(fields[at + 1] as string);
  const lines = fields.slice(at).map((field) => /^(\d+)\t(\d+)\t/.exec(field) ?? [0, 0, 0]);
  const sum = (column: 1 | 2): number => lines.reduce((total, counts) => total + Number(counts[column]), 0);
  return { added: files.A, modified: files.M, deleted: files.D, insertions: sum(1), deletions: sum(2) };
}

/** A change of type, such as file to link, counts as a modification. */
function kindOf(record: string): 'A' | 'M' | 'D' {
  const status = record.at(-1);
  return status === 'A' || status === 'D' ? status : 'M';
}
