import { Env } from '../../../contract/environment';
import { INHERITED_VARIABLES } from '../../../contract/inherited-variables';

/** Everything else, above all credentials, must be declared or stays out. */
const INHERITED = new Set(INHERITED_VARIABLES);

/** The allow-listed part of `source`, including `LC_*` and the variables that the run adds. */
export function inheritedEnvironment(source: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const added = source[Env.STEP_VARIABLES]?.split(',') ?? [];
  return Object.fromEntries(
    Object.entries(source).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && (INHERITED.has(entry[0]) || entry[0].startsWith('LC_') || added.includes(entry[0])),
    ),
  );
}
