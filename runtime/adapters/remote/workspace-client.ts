import { readFile } from 'node:fs/promises';
import { FENCING_HEADER, WAIT_HEADER } from '../../../contract/workspace-api';
import type { Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';
import { WorkspaceUnreachable } from '../../ports/workspace';
import { backoffMs } from './backoff';
import { untilServerRestarts } from './restart-watch';

export interface WorkspaceClientOptions {
  /** Address of the workspace server, without a trailing slash. */
  readonly url: string;
  /** File with the pod's token; read for each call, since the kubelet rotates it. */
  readonly tokenFile: string;
  /** Seconds to keep trying before the agent gives up. */
  readonly patienceSeconds: number;
  /** Fires when the agent is to stop: then nothing is retried. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
}

/** Default timeout of a call, in seconds. */
const USUAL_SECONDS = 60;

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly route: string;
  readonly body?: unknown;
  /** The leader's fencing number, for calls that only a leader may make. */
  readonly fencing?: number;
  /** Timeout in seconds. Default: 60. */
  readonly timeoutSeconds?: number;
  /** Aborts the call early. Default: none. */
  readonly signal?: AbortSignal;
}

/** The server refused a call permanently. */
export class Refused extends Error {
  public constructor(
    public readonly status: number,
    reason: string,
  ) {
    super(`the workspace server refused: ${reason}`);
    this.name = 'Refused';
  }
}

/** The server is up and will answer, but not yet. */
class NotYet extends Error {}

/** Calls the workspace server of the run. */
export class WorkspaceClient {
  public constructor(public readonly options: WorkspaceClientOptions) {}

  /**
   * Call until there is an answer. Calls that may take minutes are repeated if the server vanished and is back.
   * @throws Refused for a 4xx answer; WorkspaceUnreachable when patience runs out.
   */
  public async call<T>(call: Call): Promise<T> {
    const ask = (signal?: AbortSignal): Promise<unknown> => this.once({ ...call, signal });
    const isLong = (call.timeoutSeconds ?? USUAL_SECONDS) > USUAL_SECONDS;
    return (await this.persist(call.route, () => (isLong ? untilServerRestarts(this, ask) : ask()))) as T;
  }

  /** Call once. @throws Refused, or the error that prevented an answer. */
  public async once(call: Call): Promise<unknown> {
    const timeout = AbortSignal.timeout(Math.ceil((call.timeoutSeconds ?? USUAL_SECONDS) * 1000));
    const response = await fetch(`${this.options.url}${call.route}`, {
      method: call.method,
      headers: { ...(await this.authorization(call.fencing)), 'content-type': 'application/json' },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal: AbortSignal.any([timeout, ...(call.signal ? [call.signal] : [])]),
    });
    const text = await response.text();
    if (response.ok) return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
    const reason = errorIn(text) ?? `${call.method} ${call.route} was answered with ${response.status}`;
    if (response.headers.has(WAIT_HEADER)) throw new NotYet(reason);
    if (MAY_PASS.has(response.status) || response.status >= 500) throw new Error(reason);
    throw new Refused(response.status, reason);
  }

  /** Headers that identify the caller, also used for git. */
  public async authorization(fencing?: number): Promise<Record<string, string>> {
    const token = (await readFile(this.options.tokenFile, 'utf8')).trim();
    return {
      authorization: `Bearer ${token}`,
      ...(fencing === undefined ? {} : { [FENCING_HEADER]: String(fencing) }),
    };
  }

  /**
   * Retry until it works; the workspace pod may be moving to another node. Patience counts from when the server was
   * last seen.
   * @throws Refused at once; WorkspaceUnreachable when patience runs out or the agent is to stop.
   */
  public async persist<T>(what: string, task: () => Promise<T>): Promise<T> {
    const { clock, log, signal, patienceSeconds } = this.options;
    let start = clock.now();
    for (let failures = 0; ; failures += 1) {
      try {
        return await task();
      } catch (error) {
        if (error instanceof Refused) throw error;
        const reason = messageOf(error);
        if (error instanceof NotYet) start = clock.now();
        if (signal.aborted || clock.now() - start >= patienceSeconds * 1000) throw new WorkspaceUnreachable(reason);
        log.warn(`${what}: ${reason}`);
        await clock.sleep(backoffMs(failures), signal);
      }
    }
  }
}

/** Temporary: a token that is being renewed, a request that took too long, too many requests. */
const MAY_PASS = new Set([401, 408, 425, 429]);

function errorIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}

/** `fetch` hides the reason in the error's cause. */
function messageOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { message?: string; code?: string } };
  return cause?.message || cause?.code || message;
}
