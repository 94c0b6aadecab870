/** A git command that failed; nothing in it holds credentials. */
export class GitError extends Error {
  public constructor(
    /** The command line, credentials in URLs removed. */
    public readonly command: string,
    /** Exit code of git; null where a signal, the time limit or the output limit ended it. */
    public readonly exitCode: number | null,
    /** What git printed to stderr, at most 64 KiB, credentials in URLs removed. */
    public readonly stderr: string,
    /** What git printed to stdout, final newline removed: some commands answer there although they exit with 1. */
    public readonly stdout = '',
  ) {
    super(`'${command}' failed (${exitCode === null ? 'ended early' : `exit code ${exitCode}`}): ${stderr.trim()}`);
    this.name = 'GitError';
  }
}

/** Remove user name and password from every URL of a text. */
export const withoutCredentials = (text: string): string => text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@]*@/gi, '$1');
