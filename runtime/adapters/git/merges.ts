import { Ref } from '../../../contract/refs';
import type { MergeAnswer } from '../../../contract/workspace-api';
import { mergeItems, type Session, type Submitted } from './merge-items';
import { MergedItems } from './merged-items';
import { Objects } from './objects';

interface Waiting {
  readonly submitted: Submitted;
  readonly settle: (answer: PromiseSettledResult<MergeAnswer>) => void;
}

/** Merges attempts into the session of a run: those that arrive during a merge are merged together next. */
export class Merges {
  private readonly session: Session;
  private waiting: Waiting[] = [];
  private working = false;

  /**
   * @param repository path of the run's bare repository.
   * @param outlives what a merge survives: see {@link Objects}.
   */
  public constructor(repository: string, outlives: 'process' | 'machine') {
    const objects = new Objects(repository, outlives);
    this.session = { objects, ref: Ref.SESSION, merged: new MergedItems(repository) };
  }

  /**
   * Merge an attempt into the session; an item that is already merged stays as it is.
   * @throws UnrelatedHistory; GitError if the session moved meanwhile, or a commit is missing.
   */
  public merge(submitted: Submitted): Promise<MergeAnswer> {
    return new Promise((resolve, reject) => {
      const settle = (answer: PromiseSettledResult<MergeAnswer>): void =>
        answer.status === 'fulfilled' ? resolve(answer.value) : reject(answer.reason);
      this.waiting.push({ submitted, settle });
      if (!this.working) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.working = true;
    // Let a caller that submits several at once submit all of them.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const some = this.waiting;
      this.waiting = [];
      const merged = mergeItems(
        this.session,
        some.map(({ submitted }) => submitted),
      );
      const answers = await merged.catch((reason) => some.map(() => ({ status: 'rejected', reason }) as const));
      for (const [index, { settle }] of some.entries()) settle(answers[index] as PromiseSettledResult<MergeAnswer>);
    }
    this.working = false;
  }
}
