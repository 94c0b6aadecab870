import { CliError, Status } from './cli-error';

/** How the client library begins to say that the API server does not know a kind. */
const UNKNOWN_KIND = 'Unrecognized API version and kind';

/** HTTP status of an answer, or what kept the connection from being made; undefined where it is neither. */
export function codeOf(error: unknown): number | undefined {
  return (error as { code?: unknown }).code as number | undefined;
}

/** One sentence: what was asked, what the cluster said, what to do. */
export function asCliError(what: string, error: unknown): CliError {
  const code = codeOf(error);
  const said = messageOf(error);
  if (code === 401) return new CliError(`cannot ${what}: the cluster does not know these credentials`, Status.DENIED);
  if (code === 403) return new CliError(`cannot ${what}: ${said}: ask for this right`, Status.DENIED);
  if (code === 429)
    return new CliError(`cannot ${what}: the cluster is too busy (${said}): try again later`, Status.UNREACHABLE);
  // What stands between a client and an API server that is away.
  if (code === 502 || code === 503 || code === 504)
    return new CliError(`cannot ${what}: the cluster cannot answer now (${said}): try again later`, Status.UNREACHABLE);
  if (isTimeout(error))
    return new CliError(
      `cannot ${what}: the cluster cannot be reached (no answer): check --context`,
      Status.UNREACHABLE,
    );
  if (code === 409) return new CliError(`cannot ${what}: ${said}`, Status.CONFLICT);
  if (said.startsWith(UNKNOWN_KIND))
    return new CliError(`cannot ${what}: the cluster has no such kind: install what brings it`, Status.USAGE);
  if (typeof code === 'number') return new CliError(`cannot ${what}: ${said}`, Status.USAGE);
  return new CliError(
    `cannot ${what}: the cluster cannot be reached (${innermost(said)}): check --context`,
    Status.UNREACHABLE,
  );
}

/** Of an error that tells which request failed, and why, only why. */
const innermost = (said: string): string => /.* failed, reason: (.+)$/s.exec(said)?.[1] ?? said;

/** The client library's own name for a request that was given up. */
const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** What the API server said, in its own words. */
export function messageOf(error: unknown): string {
  const body = (error as { body?: unknown }).body;
  try {
    const status = typeof body === 'string' ? JSON.parse(body) : body;
    if (typeof status?.message === 'string') return status.message;
  } catch {
    // not a Status object: the error's own message says more
  }
  // What the client library writes where it has no answer to show: lines of headers.
  if (error instanceof Error && error.message.startsWith('HTTP-Code')) return `HTTP status ${codeOf(error)}`;
  return error instanceof Error ? error.message : String(error);
}

/** What the API server says of a path that is not there; the rest of its words are about JSON. */
export const withoutKey = (error: unknown): boolean => codeOf(error) === 422 && messageOf(error).includes('missing');

/** What is said of keys of which one at least is not in their Secret. */
export const noSuchKey = (keys: readonly string[]): Error =>
  Object.assign(new Error(`it does not have every one of ${keys.join(', ')}: bring new keys with secrets apply`), {
    code: 422,
  });

/**
 * For a container that may be gone: its pod is, or another one has its name, whose container has not begun.
 * @throws the error where it is any other.
 */
export function unlessGone(error: unknown): undefined {
  if (codeOf(error) !== 404 && codeOf(error) !== 400) throw error;
}

/** What a parser says first; the rest of its words show the place. */
export const firstLine = (error: unknown): string => (error as Error).message.split('\n')[0] ?? '';
