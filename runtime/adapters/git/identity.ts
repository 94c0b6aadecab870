/** Author and committer of a commit. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** The identity behind merges, results and snapshots. */
export const PRODIGY: Identity = { name: 'Prodigy', email: 'prodigy@localhost' };

/** Environment that sets git's author and committer. */
export const identityEnvironment = ({ name, email }: Identity): Record<string, string> => ({
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: email,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
});
