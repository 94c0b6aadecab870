import type { Clock } from '../../../runtime/ports/clock';

/** A clock on which sleepers wake when the test says so. */
export class SteppedClock implements Clock {
  /** How long every sleep so far was meant to be, in milliseconds. */
  public readonly pauses: number[] = [];
  private sleepers: (() => void)[] = [];

  public now(): number {
    return 1000;
  }

  public sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.pauses.push(ms);
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      signal?.addEventListener('abort', () => resolve(), { once: true });
      this.sleepers.push(resolve);
    });
  }

  /** Wake everybody who sleeps now. */
  public wake(): void {
    for (const resolve of this.sleepers.splice(0)) resolve();
  }
}
