import type { Setting } from '../setting';

/** A setting with a common time limit; what encloses it may have less time left. */
export function within(timeoutSeconds: number | undefined, setting: Setting): Setting {
  if (timeoutSeconds === undefined) return setting;
  const deadline = setting.engine.clock.now() + timeoutSeconds * 1000;
  return { ...setting, deadline: Math.min(deadline, setting.deadline ?? Infinity) };
}

/** Whether the setting's time is up. */
export const isOver = ({ deadline = Infinity, engine }: Setting): boolean => engine.clock.now() >= deadline;

/** Seconds left for a process; undefined if there is no limit. */
export function secondsLeft({ deadline, engine }: Setting): number | undefined {
  if (deadline === undefined || deadline === Infinity) return undefined;
  return Math.max(0.001, (deadline - engine.clock.now()) / 1000);
}
