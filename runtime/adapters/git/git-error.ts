/** A failed git command; contains no credentials. */
export class GitError extends Error {
  public constructor(
    /** The command line, without credentials in URLs. */
    public readonly command: string,
    /** Exit code of git; null if a signal, the timeout or the output limit ended it. */
    public readonly exitCode: number | null,
    /** What git printed to stderr, at most 64 KiB, without credentials in URLs. */
    public readonly stderr: string,
    /** What git printed to stdout, without the final newline: some commands that exit with 1 answer there. */
    public readonly stdout = '',
  ) {
    super(`'${command}' failed (${exitCode === null ? 'ended early' : `exit code ${exitCode}`}): ${stderr.trim()}`);
    this.name = 'GitError';
  }
}

/** Remove user name and password from every URL in a text. */
export const withoutCredentials = (text: string): string => text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@]*@/gi, '$1');
