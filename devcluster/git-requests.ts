import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GIT_REQUESTS } from './paths';

/** A request that the git server has answered. */
export interface GitRequest {
  /** As Date.now(). */
  readonly at: number;
  /** Whoever asked called himself; '' for nobody. */
  readonly user: string;
  readonly method: string;
  readonly path: string;
  /** Of the answer, about. */
  readonly bytes: number;
}

/** Note a request once it is answered. */
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

/** Every request for a repository, `<owner>/<name>`, in the order of their answers. */
export function requestsFor(repository: string): GitRequest[] {
  if (!existsSync(GIT_REQUESTS)) return [];
  const all = readFileSync(GIT_REQUESTS, 'utf8').split('\n').filter(Boolean);
  return all.map((line) => JSON.parse(line) as GitRequest).filter(({ path }) => path.startsWith(`/${repository}.git/`));
}
