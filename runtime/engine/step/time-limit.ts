import type { Setting } from '../setting';

/** The setting of what may take only so long together; what is around it may have less time left. */
export function within(timeoutSeconds: number | undefined, setting: Setting): Setting {
  if (timeoutSeconds === undefined) return setting;
  const deadline = setting.engine.clock.now() + timeoutSeconds * 1000;
  return { ...setting, deadline: Math.min(deadline, setting.deadline ?? Infinity) };
}

/** Whether the time of what is around is up. */
export const isOver = ({ deadline = Infinity, engine }: Setting): boolean => engine.clock.now() >= deadline;

/** Seconds that a process may take: what is left of the time; undefined where nothing is limited. */
export function secondsLeft({ deadline, engine }: Setting): number | undefined {
  if (deadline === undefined || deadline === Infinity) return undefined;
  return Math.max(0.001, (deadline - engine.clock.now()) / 1000);
}
