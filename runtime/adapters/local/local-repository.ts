import { attemptRef, Ref } from '../../../contract/refs';
import type { AttemptAnswer, MergeAnswer, PublicationAnswer } from '../../../contract/workspace-api';
import { ItemFailed } from '../../ports/work-queue';
import type { AttemptResult } from '../../ports/workspace';
import { UnrelatedHistory } from '../git/merge-items';
import { Merges } from '../git/merges';
import { commitNamed, objectNamed, setRef } from '../git/standing';
import type { RunRepository } from '../worktrees/run-repository';
import { publishLocally } from './publish';

/** The repository of a local run: everything is on this machine. */
export class LocalRepository implements RunRepository {
  private readonly merges: Merges;

  public constructor(
    /** The run's bare repository. */
    private readonly path: string,
    /** The user's repository. */
    private readonly origin: string,
    /** Branch for the result. */
    private readonly branch: string,
  ) {
    this.merges = new Merges(path, 'process');
  }

  public session(): Promise<string> {
    return this.commitOf(Ref.SESSION);
  }

  public base(): Promise<string> {
    return this.commitOf(Ref.BASE);
  }

  public async bring(): Promise<void> {
    // All objects are here already.
  }

  public async setRef(ref: string, commit: string): Promise<void> {
    await setRef(this.path, ref, commit);
  }

  public async openAttempt(item: string, attempt: number): Promise<AttemptAnswer> {
    const setup = (await objectNamed(this.path, Ref.SETUP)) ?? null;
    const start = setup === null ? await this.base() : await this.commitOf(`${setup}^1`);
    return { ref: attemptRef(item, attempt), start, setup };
  }

  public submit(ref: string, commit: string): Promise<void> {
    return this.setRef(ref, commit);
  }

  public merge(result: AttemptResult): Promise<MergeAnswer> {
    return this.merges.merge(result).catch((error) => {
      throw error instanceof UnrelatedHistory ? new ItemFailed(error.message) : error;
    });
  }

  public async publish(commit: string | undefined): Promise<PublicationAnswer> {
    const result = commit ?? (await this.session());
    if (result === (await this.base())) return { published: false, reason: 'the run made no commit', unchanged: true };
    await this.setRef(Ref.RESULT, result);
    return publishLocally({ repository: this.path, origin: this.origin, branch: this.branch, commit: result });
  }

  private commitOf(name: string): Promise<string> {
    return commitNamed(this.path, name);
  }
}
