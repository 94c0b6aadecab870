import type { Environment } from './environment';
import { staging } from './staging';

export type { Environment } from './environment';

/** Every environment, by name. */
export const environments: readonly Environment[] = [staging];

/**
 * One environment.
 *
 * @throws Error listing the known environments.
 */
export function environmentNamed(name: string): Environment {
  const found = environments.find((environment) => environment.name === name);
  if (found) return found;
  const known = environments.map((environment) => environment.name).join(', ');
  throw new Error(`'environment' must be one of ${known}, got ${name}: add others as stacks/environments/<name>.ts`);
}
