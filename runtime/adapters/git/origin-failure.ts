import { GitError } from './git-error';

/** A failure on the way to origin, before git was run. */
export class OriginFailure extends Error {
  public constructor(
    message: string,
    /** Whether a retry would fail the same way. */
    public readonly final: boolean,
  ) {
    super(message);
    this.name = 'OriginFailure';
  }
}

/** Permanent refusals by origin, or on the way to it: a retry would not help. */
const REFUSALS = [
  /Authentication failed/i,
  /could not read (Username|Password)/i,
  /returned error: 40[134]/i,
  /repository .*not found/i,
  /does not (appear to be a git repository|exist)/i,
  /couldn't find remote ref/i,
  /not our ref/i,
  /unadvertised object/i,
  /transport '.*' not allowed/i,
  /certificate/i,
  /Host key verification failed/,
  /fsck error|fsckObjects|bad object/i,
  /No space left on device|Disk quota exceeded/i,
  /Permission denied|Read-only file system/i,
];

/** Whether an error is about origin rather than this program. */
export const concernsOrigin = (error: unknown): error is GitError | OriginFailure =>
  error instanceof GitError || error instanceof OriginFailure;

/**
 * Whether a failed exchange with origin would fail the same way again. Everything else (network, name resolution, 5xx,
 * timeouts, anything unknown) is worth a retry.
 */
export const isRefusal = (error: GitError | OriginFailure): boolean =>
  error instanceof OriginFailure ? error.final : REFUSALS.some((pattern) => pattern.test(error.stderr));

/** Git prints this after every ssh failure, whatever its cause. */
const NOISE = /^(Please make sure you have the correct access rights|and the repository exists\.)$/;

/** The meaningful lines of what git, ssh and origin print, plus a hint where ssh gives none. */
export function linesOf(stderr: string): string[] {
  const lines = stderr.split('\n').map((line) => line.trim());
  return [...lines.filter((line) => line !== '' && !/^@+$/.test(line) && !NOISE.test(line)), ...wayOut(stderr)];
}

function wayOut(stderr: string): string[] {
  if (/Host key verification failed/.test(stderr))
    return [
      "fatal: origin's host key is not among the run's known hosts: compare it with what the forge publishes, then set knownHosts",
    ];
  if (/Permission denied \(.*publickey/.test(stderr))
    return [
      "fatal: origin does not accept the key 'git-ssh-key': is its public key registered there, and does it have no passphrase?",
    ];
  return [];
}
