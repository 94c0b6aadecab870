import { CliError, Status } from './cli-error';

/** Start of the client library's message for a kind that the API server does not know. */
const UNKNOWN_KIND = 'Unrecognized API version and kind';

/** HTTP status of a response, or the code of a connection error; undefined for other errors. */
export function codeOf(error: unknown): number | undefined {
  return (error as { code?: unknown }).code as number | undefined;
}

/** One sentence: the request, the cluster's answer, the way out. */
export function asCliError(what: string, error: unknown): CliError {
  const code = codeOf(error);
  const said = messageOf(error);
  if (code === 401) return new CliError(`cannot ${what}: the cluster does not accept these credentials`, Status.DENIED);
  if (code === 403) return new CliError(`cannot ${what}: ${said}: ask for this right`, Status.DENIED);
  if (code === 429)
    return new CliError(`cannot ${what}: the cluster is too busy (${said}): try again later`, Status.UNREACHABLE);
  // Answers of a proxy in front of an unavailable API server.
  if (code === 502 || code === 503 || code === 504)
    return new CliError(`cannot ${what}: the cluster cannot answer now (${said}): try again later`, Status.UNREACHABLE);
  if (isTimeout(error))
    return new CliError(
      `cannot ${what}: the cluster cannot be reached (no answer): check --context`,
      Status.UNREACHABLE,
    );
  if (code === 409) return new CliError(`cannot ${what}: ${said}`, Status.CONFLICT);
  if (said.startsWith(UNKNOWN_KIND))
    return new CliError(`cannot ${what}: the cluster has no such kind: install what provides it`, Status.USAGE);
  if (typeof code === 'number') return new CliError(`cannot ${what}: ${said}`, Status.USAGE);
  return new CliError(
    `cannot ${what}: the cluster cannot be reached (${innermost(said)}): check --context`,
    Status.UNREACHABLE,
  );
}

/** Reduces an error that names the failed request and the reason to the reason. */
const innermost = (said: string): string => /.* failed, reason: (.+)$/s.exec(said)?.[1] ?? said;

/** The client library's name for an aborted request. */
const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** The API server's own message. */
export function messageOf(error: unknown): string {
  const body = (error as { body?: unknown }).body;
  try {
    const status = typeof body === 'string' ? JSON.parse(body) : body;
    if (typeof status?.message === 'string') return status.message;
  } catch {
    // not a Status object: the error's own message says more
  }
  // The client library's message without a response body: lines of headers.
  if (error instanceof Error && error.message.startsWith('HTTP-Code')) return `HTTP status ${codeOf(error)}`;
  return error instanceof Error ? error.message : String(error);
}

/** The API server's error for a missing path in a JSON patch; the rest of its message is about JSON. */
export const withoutKey = (error: unknown): boolean => codeOf(error) === 422 && messageOf(error).includes('missing');

/** The error when at least one of these keys is not in its Secret. */
export const noSuchKey = (keys: readonly string[]): Error =>
  Object.assign(new Error(`it does not have every one of ${keys.join(', ')}: add new keys with secrets apply`), {
    code: 422,
  });

/**
 * For a container that may be gone: either its pod is, or another pod has its name and its container has not started.
 * @throws the error if it is any other.
 */
export function unlessGone(error: unknown): undefined {
  if (codeOf(error) !== 404 && codeOf(error) !== 400) throw error;
}

/** First line of a parser's message; the others show the position. */
const firstLine = (error: unknown): string => (error as Error).message.split('\n')[0] ?? '';

/** Why a kubeconfig cannot be used. The client library trips over what has another shape, such as an empty file. */
export const unreadable = (error: unknown): string =>
  error instanceof TypeError ? 'it has no clusters, users and contexts' : firstLine(error);
