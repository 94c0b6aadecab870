import { GIT_FIELDS, MERGE_FIELDS } from '../../../language/names/git-fields';
import { checked } from '../../../language/parsed';
import { compileGlob } from '../../../language/patterns/glob';
import type { Step } from '../../../language/workflow';
import { type Changes, type Checkout, CheckoutBroken, type Workspace } from '../../ports/workspace';
import type { History, Setting } from '../setting';
import { StepFailed } from '../step-failed';
import type { Captures } from './capture';

const NAMED = new RegExp(`\\b(?:step|workflow)\\.(?:${GIT_FIELDS.join('|')})\\b`);

/**
 * The history for a step (including its nested steps) or a text; undefined if it does not refer to git's fields, so
 * that git need not be asked.
 */
export function historyFor(
  reader: Step | string,
  { history, engine }: Pick<Setting, 'history' | 'engine'>,
): History | undefined {
  const isNamed = [reader, engine.workflow.env].some((part) => NAMED.test(JSON.stringify(part)));
  return isNamed ? history : undefined;
}

/** The setting for steps nested in a step: for them it is the last step, and it began at this commit. */
export const since = (start: string, setting: Setting): Setting =>
  setting.history === undefined ? setting : { ...setting, history: { ...setting.history, step: start } };

/**
 * `${step.…}`: what the step that ran last did; in a nested step (handlers, `on_success`, …) what the enclosing step
 * did so far. `${workflow.…}`: what was done since the run, in `map` since the attempt, began. Both include uncommitted
 * changes in the checkout.
 * @throws StepFailed if git fails.
 */
export async function changedSoFar({ history, checkout }: Setting): Promise<Captures> {
  if (history === undefined) return {};
  const since = async (from: string): Promise<Changes> =>
    checkout.changes(from, 'worktree').catch((error: Error) => {
      throw error instanceof CheckoutBroken ? error : new StepFailed(`cannot tell what changed: ${error.message}`);
    });
  const step = history.step === undefined ? NOTHING : await since(history.step);
  return { ...named('step', step), ...named('workflow', await since(await history.run())) };
}

const NOTHING: Changes = { commits: [], added: [], modified: [], deleted: [], insertions: 0, deletions: 0 };

function named(name: string, changes: Changes): Captures {
  const { commits, added, modified, deleted, insertions, deletions } = changes;
  const fields: Readonly<Record<string, unknown>> = {
    files_added: added,
    files_modified: modified,
    files_deleted: deleted,
    files_changed: [...added, ...modified, ...deleted].sort(),
    commits: commits.map(({ id }) => id),
    commit_count: commits.length,
    insertions,
    deletions,
  };
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [`${name}.${field}`, value]));
}

/**
 * `${id.name}` for each entry of `outputs`: the matching files that the step's commits added or changed, as a list if
 * there are several; empty if there is none.
 * @param start commit before the step.
 */
export async function outputFiles({ id, outputs }: Step, start: string, { checkout }: Setting): Promise<Captures> {
  const entries = Object.entries(outputs);
  if (id === undefined || entries.length === 0) return {};
  const { added, modified } = await checkout.changes(start, 'head');
  const files = [...added, ...modified].sort();
  return Object.fromEntries(
    entries.map(([name, { filePattern }]) => {
      const glob = checked('file_pattern', compileGlob(filePattern));
      const found = files.filter((file) => glob.foundIn(file));
      return [`${id}.${name}`, found.length > 1 ? found : (found[0] ?? '')];
    }),
  );
}

/** Maximum number of commits and files in `${merge.commits}` and the like, so that they fit into a prompt. */
const MOST_COMMITS = 100;
const MOST_FILES = 500;

const OF_MERGE = new RegExp(`\\bmerge\\.(?:${MERGE_FIELDS.join('|')})\\b`);

/**
 * `${merge.commits}`, `${merge.commit_count}`, …: what the run is about to merge, from where it started to HEAD; empty
 * if none of its merge steps refers to it. The lists hold the last 100 commits and the first 500 files.
 */
export async function mergedChanges(
  steps: readonly Step[],
  session: Checkout,
  workspace: Pick<Workspace, 'base'>,
): Promise<Captures> {
  if (!OF_MERGE.test(JSON.stringify(steps))) return {};
  const { commits, added, modified, deleted } = await session.changes(await workspace.base(), 'head');
  const kinds = { Added: added, Modified: modified, Deleted: deleted };
  const files = Object.entries(kinds).flatMap(([kind, paths]) =>
    paths.map((path) => ({ path, modification_type: kind })),
  );
  const [last, first] = [commits.slice(-MOST_COMMITS), files.slice(0, MOST_FILES)];
  return {
    'merge.commits': last.map(({ id, shortId, author, message }) => ({ id, short_id: shortId, author, message })),
    'merge.commit_count': commits.length,
    'merge.commit_ids': last.map(({ shortId }) => shortId),
    'merge.modified_files': first,
    'merge.file_count': files.length,
    'merge.file_list': first.map(({ path }) => path),
  };
}
