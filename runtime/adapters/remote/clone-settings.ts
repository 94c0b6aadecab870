import { INCOMPLETE, LFS_FILTERS } from '../git/lfs';

/** Remote name of the workspace in an agent's clone. */
export const REMOTE = 'workspace';

export interface CloneSettings {
  /** URL of the workspace's repository. */
  readonly url: string;
  /** File with the pod's token. */
  readonly tokenFile: string;
  /** Whether file contents are fetched on demand. */
  readonly blobless: boolean;
  /** Whether large files are in Git LFS. */
  readonly lfs: boolean;
}

/**
 * Git configuration for the workspace, for the agent and its steps: where to fetch missing objects, and that the
 * password is the pod's token, which is read each time and never stored in the configuration.
 */
export function cloneSettings({ url, tokenFile, blobless, lfs }: CloneSettings): Record<string, string> {
  if (!blobless && !lfs) return {};
  const answer = `echo username=agent; printf 'password=%s\\n' "$(cat '${tokenFile}')"`;
  return {
    [`remote.${REMOTE}.url`]: url,
    [`credential.${new URL(url).origin}.helper`]: `!f() { test "$1" != get || { ${answer}; }; }; f`,
    ...(blobless && {
      [`remote.${REMOTE}.promisor`]: 'true',
      [`remote.${REMOTE}.partialCloneFilter`]: 'blob:none',
      'extensions.partialClone': REMOTE,
    }),
    ...(lfs && {
      ...LFS_FILTERS,
      ...INCOMPLETE,
      'lfs.url': `${url}/info/lfs`,
      'lfs.pushurl': `${url}/info/lfs`,
      [`lfs.${url}/info/lfs.access`]: 'basic',
      [`lfs.${url}/info/lfs.locksverify`]: 'false',
    }),
  };
}
