/** The forge opens no pull request, or cannot be asked. */
export class ForgeRefusal extends Error {
  public constructor(
    message: string,
    /** Whether asking again would end the same way. */
    public readonly final: boolean,
  ) {
    super(message);
    this.name = 'ForgeRefusal';
  }
}

export interface ForgeAnswer {
  readonly status: number;
  /** The answer's JSON; undefined where it is none. */
  readonly body: unknown;
}

/** Ask a forge's API. @throws ForgeRefusal where it does not answer, or refuses for any reason but those in `bears`. */
export type ForgeCall = (
  method: 'GET' | 'POST',
  path: string,
  options?: { readonly body?: object; readonly bears?: readonly number[] },
) => Promise<ForgeAnswer>;

export interface ForgeAccess {
  /** Without a final slash. */
  readonly apiUrl: string;
  /** Value of the header `authorization`; asked for anew each time, since tokens end. */
  readonly authorization: () => Promise<string>;
  readonly signal: AbortSignal;
}

/** Milliseconds that a forge may take. */
const TIMEOUT_MS = 10_000;
/** Characters of a forge's message in ours. */
const MESSAGE = 300;

/** The API of one forge. A token goes nowhere else: redirections are refused. */
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

/** A full quota, and the forge's own faults. */
const mayPass = ({ status, headers }: Response): boolean =>
  status === 429 || status >= 500 || headers.get('x-ratelimit-remaining') === '0';

/** What the forge says, with what it says of single fields. */
export function messageIn(body: unknown): string {
  const { message, errors } = Object(body) as { message?: unknown; errors?: unknown };
  const details = Array.isArray(errors) ? errors.map(detailOf) : [];
  const said = [message, ...details].filter((text) => typeof text === 'string').join(': ');
  return said === '' ? 'without a reason' : said.slice(0, MESSAGE);
}

/** GitHub tells a field and what is wrong with it where it has no words for it. */
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
