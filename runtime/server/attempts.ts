import { attemptRef } from '../../contract/refs';
import type { AttemptRequest } from '../../contract/workspace-api';
import { JsonLines } from '../adapters/files/json-lines';
import { Mutex } from '../adapters/mutex';
import type { Caller } from './caller';
import { HttpError } from './http-error';

interface OpenedAttempt extends AttemptRequest {
  readonly pod: string;
  readonly podUid: string;
}

/** Maximum number of a pod's attempts that it may push to; the list is passed in an environment variable. */
const LATEST = 100;

/** Which pod opened which attempt: only that pod may push to the attempt's ref. Stored on the claim. */
export class Attempts {
  private readonly byRef = new Map<string, OpenedAttempt>();
  private readonly gate = new Mutex();

  private constructor(
    private readonly lines: JsonLines<OpenedAttempt>,
    opened: readonly OpenedAttempt[],
    private readonly tell: (attempt: AttemptRequest) => void,
  ) {
    for (const attempt of opened) this.byRef.set(attemptRef(attempt.item, attempt.attempt), attempt);
  }

  /** @param tell receives each new attempt. Default: none. */
  public static async open(path: string, tell: (attempt: AttemptRequest) => void = () => undefined): Promise<Attempts> {
    const lines = new JsonLines<OpenedAttempt>(path);
    return new Attempts(lines, await lines.read(), tell);
  }

  /**
   * Assign an attempt to a pod; repeating the call changes nothing.
   * @returns the ref that the pod may push to.
   * @throws HttpError 409 if another pod has it.
   */
  public async give({ item, attempt }: AttemptRequest, caller: Caller): Promise<string> {
    const ref = attemptRef(item, attempt);
    const taken = this.byRef.get(ref);
    if (taken && taken.podUid !== caller.podUid)
      throw new HttpError(409, `attempt ${attempt} at ${item} was opened by ${taken.pod}`);
    if (!taken) await this.store(ref, { item, attempt, pod: caller.pod, podUid: caller.podUid });
    return ref;
  }

  /** Every attempt that was opened. */
  public get opened(): Iterable<AttemptRequest> {
    return this.byRef.values();
  }

  /** Refs that a pod may push to: its latest attempts, since it works on one at a time. */
  public refsOf(podUid: string): string[] {
    const own = [...this.byRef].filter(([, attempt]) => attempt.podUid === podUid);
    return own.slice(-LATEST).map(([ref]) => ref);
  }

  /** Stored in memory at once, so that no second pod gets it meanwhile. */
  private async store(ref: string, opened: OpenedAttempt): Promise<void> {
    this.byRef.set(ref, opened);
    try {
      await this.gate.run(() => this.lines.append(opened));
      this.tell({ item: opened.item, attempt: opened.attempt });
    } catch (error) {
      await this.gate.run(() => this.lines.read()); // cuts off a partial line
      this.byRef.delete(ref);
      throw error;
    }
  }
}
