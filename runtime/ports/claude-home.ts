/** What claude finds in the home folder of the user, or of the container. */
export interface ClaudeHome {
  /** Whether somebody logged in. */
  readonly loggedIn: boolean;
  /** Names of the commands in `~/.claude/commands`. */
  readonly commands: readonly string[];
}
