/** The forge refuses to open a pull request, or cannot be reached. */
export class ForgeRefusal extends Error {
  public constructor(
    message: string,
    /** Whether a retry would fail the same way. */
    public readonly final: boolean,
  ) {
    super(message);
    this.name = 'ForgeRefusal';
  }
}

export interface ForgeAnswer {
  readonly status: number;
  /** The answer's JSON; undefined if it is not JSON. */
  readonly body: unknown;
}

/** Call a forge's API. @throws ForgeRefusal if it does not answer, or with an error status not in `bears`. */
export type ForgeCall = (
  method: 'GET' | 'POST',
  path: string,
  options?: { readonly body?: object; readonly bears?: readonly number[] },
) => Promise<ForgeAnswer>;

export interface ForgeAccess {
  /** Without a trailing slash. */
  readonly apiUrl: string;
  /** Value of the `authorization` header; read again for each call, since tokens expire. */
  readonly authorization: () => Promise<string>;
  readonly signal: AbortSignal;
}

/** Timeout of a call to the forge, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** Maximum number of characters of a forge's message that we quote. */
const MESSAGE = 300;

/** The API of one forge. Redirects are refused, so that a token goes nowhere else. */
export function forgeCall({ apiUrl, authorization, signal }: ForgeAccess): ForgeCall {
  return async (method, path, { body, bears = [] } = {}) => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': 'prodigy-kubernetes',
        authorization: await authorization(),
      },
      body: body && JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).catch(unreachable);
    const answer = { status: response.status, body: jsonIn(await response.text().catch(unreachable)) };
    if (response.ok || bears.includes(response.status)) return answer;
    throw new ForgeRefusal(`the forge answers ${response.status} ${messageIn(answer.body)}`, !mayPass(response));
  };
}

function unreachable(error: Error & { cause?: Error }): never {
  throw new ForgeRefusal(`the forge's API cannot be reached: ${error.cause?.message ?? error.message}`, false);
}

/** Rate limits and the forge's own faults are temporary. */
const mayPass = ({ status, headers }: Response): boolean =>
  status === 429 || status >= 500 || headers.get('x-ratelimit-remaining') === '0';

/** The forge's message, with the messages about single fields. */
export function messageIn(body: unknown): string {
  const { message, errors } = Object(body) as { message?: unknown; errors?: unknown };
  const details = Array.isArray(errors) ? errors.map(detailOf) : [];
  const said = [message, ...details].filter((text) => typeof text === 'string').join(': ');
  return said === '' ? 'without a reason' : said.slice(0, MESSAGE);
}

/** For some errors GitHub sends no message, only a field and an error code. */
function detailOf(error: unknown): unknown {
  const { message, field, code } = Object(error) as Readonly<Record<string, unknown>>;
  return message ?? (typeof field === 'string' ? `${field} ${String(code)}` : error);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
