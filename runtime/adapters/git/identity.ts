/** Author and committer of a commit. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** Who makes merges, results and snapshots. */
export const PRODIGY: Identity = { name: 'Prodigy', email: 'prodigy@localhost' };

/** Environment that makes git commit as someone. */
export const identityEnvironment = ({ name, email }: Identity): Record<string, string> => ({
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: email,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
});
