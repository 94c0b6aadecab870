import { systemClock } from '../../../runtime/adapters/clock/system-clock';
import type { Clock } from '../../../runtime/ports/clock';

/** The machine's clock, moved ahead at will; sleeping takes real time. */
export class ShiftedClock implements Clock {
  private ahead = 0;

  public advance(ms: number): void {
    this.ahead += ms;
  }

  public now(): number {
    return Date.now() + this.ahead;
  }

  public sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal);
  }
}
