/** What claude finds in the user's, or the container's, home folder. */
export interface ClaudeHome {
  /** Whether somebody is logged in. */
  readonly loggedIn: boolean;
  /** Names of the commands in `~/.claude/commands`. */
  readonly commands: readonly string[];
}
