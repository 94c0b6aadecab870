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
  if (code === 409) return new CliError(`cannot ${what}: ${said}`, Status.CONFLICT);
  if (said.startsWith(UNKNOWN_KIND))
    return new CliError(`cannot ${what}: the cluster has no such kind: install what brings it`, Status.USAGE);
  if (typeof code === 'number') return new CliError(`cannot ${what}: ${said}`, Status.USAGE);
  return new CliError(`cannot ${what}: the cluster cannot be reached (${said}): check --context`, Status.UNREACHABLE);
}

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
