import type { Changes, Commit } from '../../ports/workspace';
import { git } from './git';
import { withScratchIndex } from './scratch-index';

/**
 * The commits of a checkout after `from`, and how the files of its HEAD, or of the working tree as it stands, differ
 * from that commit's. Files that git ignores do not count; index and files stay as they are.
 * @throws GitError, for example where there is no such commit.
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

/** The tree that a commit of all files would have; a repository within the repository is nobody's file. */
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

/** First a record per file, then a count of lines per file: `-` where it is no text. */
function filesIn(output: string): Omit<Changes, 'commits'> {
  const fields = output.split('\0');
  const files: Record<'A' | 'M' | 'D', string[]> = { A: [], M: [], D: [] };
  let at = 0;
  for (; fields[at]?.startsWith(':'); at += 2) files[kindOf(fields[at] as string)].push(fields[at + 1] as string);
  const lines = fields.slice(at).map((field) => /^(\d+)\t(\d+)\t/.exec(field) ?? [0, 0, 0]);
  const sum = (column: 1 | 2): number => lines.reduce((total, counts) => total + Number(counts[column]), 0);
  return { added: files.A, modified: files.M, deleted: files.D, insertions: sum(1), deletions: sum(2) };
}

/** A file that became a link, or the other way round, was modified. */
function kindOf(record: string): 'A' | 'M' | 'D' {
  const status = record.at(-1);
  return status === 'A' || status === 'D' ? status : 'M';
}
