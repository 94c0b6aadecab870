import type { ClusterFacts, GitFacts } from '../contract/cluster-facts';
import { ORIGIN_KEYS, SecretKey } from '../contract/paths';
import type { SecretSources } from '../contract/secret-source';

/** The key used by each way to authenticate at origin. */
const KEY_OF: Readonly<Record<NonNullable<GitFacts['auth']>, string | undefined>> = {
  token: SecretKey.GIT_TOKEN,
  'ssh-key': SecretKey.GIT_SSH_KEY,
  none: undefined,
};

/** The keys that a cluster provides to runs that name no sources; for origin, only the one that its facts choose. */
export function clusterKeys({ secrets = {}, git }: Pick<ClusterFacts, 'secrets' | 'git'>): SecretSources {
  const { auth } = git ?? {};
  if (auth === undefined) return secrets;
  const provided = Object.entries(secrets);
  return Object.fromEntries(provided.filter(([key]) => !ORIGIN_KEYS.includes(key) || key === KEY_OF[auth]));
}
