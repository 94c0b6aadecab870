import { join } from 'node:path';
import { git } from '../git/git';

/** Variables with which git also reads the configuration of a user. */
export const userConfig = (home: string): Record<string, string> => ({ GIT_CONFIG_GLOBAL: join(home, '.gitconfig') });

/** A setting of a repository, or of its user: commits of a local run are the user's. */
export const userSetting = (repository: string, home: string, key: string, fallback: string): Promise<string> =>
  git(['config', '--get', key], { cwd: repository, env: userConfig(home) }).catch(() => fallback);
