import type { GitError } from './git-error';

/** What origin, or the way to it, says for good: asking again would not help. */
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
  /fsck error|fsckObjects|bad object/i,
  /No space left on device|Disk quota exceeded/i,
  /Permission denied|Read-only file system/i,
];

/**
 * Whether a failed exchange with origin would fail the same way again. Everything else (network, name resolution, 5xx,
 * time limits, what nobody has met yet) is worth another try.
 */
export const isRefusal = (error: GitError): boolean => REFUSALS.some((pattern) => pattern.test(error.stderr));
