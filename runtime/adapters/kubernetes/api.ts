import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';

/** Timeout of a call, in milliseconds. */
const TIMEOUT_MS = 15_000;
/** Maximum size of an answer, in bytes; objects are at most 1.5 MiB. */
const ANSWER_BYTES = 4 * 1024 * 1024;

/** The API server refused a call. */
export class ApiError extends Error {
  public constructor(
    call: string,
    /** HTTP status. */
    public readonly status: number,
    reason: string,
  ) {
    super(`${call} was refused with ${status}: ${reason}`);
    this.name = 'ApiError';
  }
}

/** The few calls that a run needs; paths are API paths, such as `/api/v1/namespaces/x/configmaps/y`. */
export interface KubernetesApi {
  /** The object, or null if there is none. @throws ApiError, or Error if the API server cannot be reached. */
  get<T>(path: string): Promise<T | null>;
  /** False if an object of that name exists already. */
  create(path: string, object: object): Promise<boolean>;
  /** JSON merge patch; false if there is no such object. */
  patch(path: string, patch: object): Promise<boolean>;
}

export interface KubernetesApiOptions {
  readonly host: string;
  readonly port: number | string;
  /** Folder with `token` and `ca.crt`: read again for each call, since both are rotated. */
  readonly accessFolder: string;
  /** Default: `https`. Tests use plain HTTP on the loopback interface. */
  readonly protocol?: 'https' | 'http';
}

/** A client for the API server that uses the pod's own service account. */
export function kubernetesApi(options: KubernetesApiOptions): KubernetesApi {
  const call = (method: string, path: string, body?: object): Promise<Answer> => send(options, method, path, body);
  return {
    async get<T>(path: string) {
      const answer = await call('GET', path);
      return answer.status === 404 ? null : (checked(`GET ${path}`, answer) as T);
    },
    async create(path, object) {
      const answer = await call('POST', path, object);
      if (answer.status === 409) return false;
      checked(`POST ${path}`, answer);
      return true;
    },
    async patch(path, patch) {
      const answer = await call('PATCH', path, patch);
      if (answer.status === 404) return false;
      checked(`PATCH ${path}`, answer);
      return true;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function send(options: KubernetesApiOptions, method: string, path: string, body?: object): Promise<Answer> {
  const plain = options.protocol === 'http';
  const [token, ca] = await Promise.all([
    readFile(join(options.accessFolder, 'token'), 'utf8'),
    plain ? undefined : readFile(join(options.accessFolder, 'ca.crt'), 'utf8'),
  ]);
  const headers = {
    authorization: `Bearer ${token.trim()}`,
    // The issuer's keys are only served as a JWK set, everything else as JSON.
    accept: 'application/json, application/jwk-set+json',
    ...(body && { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }),
  };
  const settings = { host: options.host, port: options.port, method, path, headers, ca, agent: false as const };
  return exchange(plain ? httpRequest : httpsRequest, settings, body && JSON.stringify(body));
}

function exchange(request: typeof httpRequest, settings: RequestOptions, body: string | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...settings, timeout: TIMEOUT_MS }, (incoming) => {
      text(incoming).then((text) => resolve({ status: incoming.statusCode ?? 0, text }), reject);
    });
    const call = `${settings.method} ${settings.path}`;
    outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    outgoing.once('error', (error) => reject(new Error(`${call}: the API server cannot be reached: ${error.message}`)));
    outgoing.end(body);
  });
}

async function text(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += (chunk as Buffer).length;
    if (bytes > ANSWER_BYTES) throw new Error(`the API server's answer exceeds ${ANSWER_BYTES} bytes`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The object in a successful answer; throws for any other status. */
function checked(call: string, answer: Answer): unknown {
  if (answer.status >= 200 && answer.status < 300) return JSON.parse(answer.text);
  throw new ApiError(call, answer.status, messageOf(answer.text));
}

function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? text);
  } catch {
    return text.slice(0, 500);
  }
}
