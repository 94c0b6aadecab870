import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClaudeHome } from '../../ports/claude-home';

/** Where the claude command line keeps a login: its own file, or on a Mac the account next to the system key chain. */
const LOGINS = ['.claude/.credentials.json', '.claude.json'];

/** Find out what a home folder holds for claude. */
export async function claudeHome(home: string): Promise<ClaudeHome> {
  const logins = await Promise.all(LOGINS.map((path) => exists(join(home, path))));
  const files = await readdir(join(home, '.claude', 'commands')).catch(() => [] as string[]);
  const commands = files.filter((file) => file.endsWith('.md')).map((file) => file.slice(0, -'.md'.length));
  return { loggedIn: logins.includes(true), commands };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
