import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GIT_REQUESTS } from './paths';

/** A request that the git server has handled. */
export interface GitRequest {
  /** As Date.now(). */
  readonly at: number;
  /** User name sent by the client; '' if none. */
  readonly user: string;
  readonly method: string;
  readonly path: string;
  /** Approximate size of the response. */
  readonly bytes: number;
}

/** Record a request once its response is complete. */
export function noteRequest(request: IncomingMessage, response: ServerResponse): void {
  const { socket, headers, method = '', url = '' } = request;
  const before = socket.bytesWritten;
  const [, basic = ''] = /^Basic (\S+)$/.exec(headers.authorization ?? '') ?? [];
  const user = Buffer.from(basic, 'base64').toString().replace(/:.*$/s, '');
  response.once('close', () => {
    const noted: GitRequest = { at: Date.now(), user, method, path: url, bytes: socket.bytesWritten - before };
    appendFileSync(GIT_REQUESTS, `${JSON.stringify(noted)}\n`);
  });
}

/** All requests for a repository, `<owner>/<name>`, ordered by the end of their responses. */
export function requestsFor(repository: string): GitRequest[] {
  if (!existsSync(GIT_REQUESTS)) return [];
  const all = readFileSync(GIT_REQUESTS, 'utf8').split('\n').filter(Boolean);
  return all.map((line) => JSON.parse(line) as GitRequest).filter(({ path }) => path.startsWith(`/${repository}.git/`));
}
