import type { Clock } from '../../../runtime/ports/clock';

/** A clock that stands still but for pauses, which take no time. */
export class RecordingClock implements Clock {
  public readonly pauses: number[] = [];
  /** Called when a pause begins. */
  public onSleep: () => void = () => undefined;
  private time = Date.UTC(2026, 0, 1);

  public now(): number {
    return this.time;
  }

  public async sleep(ms: number): Promise<void> {
    this.pauses.push(ms);
    this.time += ms;
    this.onSleep();
  }
}
