import type { ClusterFacts, GitFacts } from '../contract/cluster-facts';
import { ORIGIN_KEYS, SecretKey } from '../contract/paths';
import type { SecretSources } from '../contract/secret-source';

/** The key that each way of asking origin takes. */
const KEY_OF: Readonly<Record<NonNullable<GitFacts['auth']>, string | undefined>> = {
  token: SecretKey.GIT_TOKEN,
  'ssh-key': SecretKey.GIT_SSH_KEY,
  none: undefined,
};

/** What a cluster provides to runs that name no sources: of the keys for origin the one that its facts choose. */
export function clusterKeys({ secrets = {}, git }: Pick<ClusterFacts, 'secrets' | 'git'>): SecretSources {
  const { auth } = git ?? {};
  if (auth === undefined) return secrets;
  const provided = Object.entries(secrets);
  return Object.fromEntries(provided.filter(([key]) => !ORIGIN_KEYS.includes(key) || key === KEY_OF[auth]));
}
