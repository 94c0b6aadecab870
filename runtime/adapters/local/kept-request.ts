import type { Item } from '../../../contract/journal';
import type { Parameters } from '../../../contract/parameters';
import { writeWhole } from '../files/write-file';
import { type RunFolder, textOf } from './run-folder';

/** What a local run was asked to do, stored so that it can be resumed whatever happens to its original files. */
export interface KeptRequest {
  readonly runId: string;
  /** Name of the workflow file, for messages. */
  readonly workflowFile: string;
  /** The complete workflow, even if its file refers to others. */
  readonly workflowText: string;
  /** Absolute path of the workflow file; undefined if the workflow is not from a file. */
  readonly workflowPath?: string;
  /** Top folder of the user's repository. */
  readonly repository: string;
  /** Commit that the run starts from. */
  readonly base: string;
  /** Branch that the result is intended for. */
  readonly targetBranch: string;
  /** Value of `$ARG`. */
  readonly argument?: string;
  readonly parameters?: Parameters;
  readonly profile?: string;
  readonly maxParallel?: number;
  /** Items to work on instead of those of `map.input`. */
  readonly items?: readonly Item[];
  /** The run whose dead letters the items are. */
  readonly retryOf?: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** Once this resolves, the run has begun. */
export async function keepRequest(folder: RunFolder, request: KeptRequest): Promise<void> {
  const { workflowText, ...rest } = request;
  await writeWhole(folder.workflow, workflowText);
  await writeWhole(folder.request, `${JSON.stringify(rest, null, 2)}\n`);
}

/**
 * What a run was asked to do; undefined if no run has begun there.
 * @throws Error if the stored request cannot be read.
 */
export async function keptRequest(folder: RunFolder): Promise<KeptRequest | undefined> {
  const [rest, workflowText] = await Promise.all([textOf(folder.request), textOf(folder.workflow)]);
  if (rest === undefined || workflowText === undefined) return undefined;
  try {
    return { ...(JSON.parse(rest) as Omit<KeptRequest, 'workflowText'>), workflowText };
  } catch {
    throw new Error(`${folder.request}:1:1: must be a JSON object: restore the file, or start a new run`);
  }
}
