import { Ref } from '../../../contract/refs';
import type { Leadership } from '../../ports/election';
import type { AttemptResult, ConflictCheckout } from '../../ports/workspace';
import { commitMerge, faultOfMerge } from '../git/made-merge';
import type { Submodules } from '../submodules/submodules';
import type { RunRepository } from './run-repository';
import { Worktree } from './worktree';

export interface ConflictParts {
  /** Path of the worktree. */
  readonly path: string;
  /** Path of the bare repository on this machine. */
  readonly clone: string;
  readonly repository: RunRepository;
  readonly submodules: Submodules | undefined;
  readonly request: AttemptResult;
  /** Commit of the session that the worktree started from. */
  readonly session: string;
  readonly branch: string;
  readonly leadership: Leadership;
  readonly close: () => Promise<void>;
}

/** A worktree of the session for merging an attempt that conflicts. */
export class ConflictWorktree extends Worktree implements ConflictCheckout {
  public readonly branch: string;
  public readonly close: () => Promise<void>;

  public constructor(private readonly parts: ConflictParts) {
    super(parts.path, parts.clone);
    this.branch = parts.branch;
    this.close = parts.close;
  }

  public async keep(conflicts: readonly string[]): Promise<string | undefined> {
    const { clone, repository, submodules, request, session, leadership } = this.parts;
    const made = await this.head();
    const merge = { ...request, repository: clone, session, made, conflicts };
    const fault = await faultOfMerge(merge);
    if (fault !== undefined) return fault;
    await submodules?.check(made);
    await repository.setRef(Ref.SESSION, await commitMerge(merge), leadership);
    return undefined;
  }
}
