import { Limit } from '../../contract/limits';
import type { SizedPath } from '../ports/workspace';
import type { Turn } from './turn';

/** Maximum number of paths to name; more are only counted. */
const NAMED = 5;

/**
 * Save what setup left for the items, and warn about what is missing. Recorded before the session moves: otherwise the
 * next leader would run setup again, on top of its own commits.
 */
export async function saveSetup(turn: Turn): Promise<void> {
  const { checkpoint, tooLarge, repositories } = await turn.engine.workspace.saveSetup(
    await turn.session(),
    turn.leadership,
  );
  if (tooLarge.length > 0) turn.log.warn(withoutLarge(tooLarge));
  if (repositories.length > 0) turn.log.warn(withoutHistory(repositories));
  if (tooLarge.length + repositories.length > 0) await turn.record({ type: 'setup', checkpoint });
}

const withoutLarge = (paths: readonly SizedPath[]): string =>
  `items do not get ${listed(paths.map(({ path, bytes }) => `${JSON.stringify(path)} (${bytes} bytes)`))}: ` +
  `of what setup leaves uncommitted, at most ${Limit.SNAPSHOT_BYTES} bytes are passed on; ` +
  "commit what items need of it, or have 'agent_template' make it";

const withoutHistory = (repositories: readonly string[]): string =>
  `items do not get ${listed(repositories.map((path) => JSON.stringify(`${path}.git`)))}: ` +
  "of a repository within the checkout, only files are passed on; have 'agent_template' clone what items need with its history";

function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return [...names.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
