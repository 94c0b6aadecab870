import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { NEIGHBOUR_PORT } from './paths';

/** Requests under this path are answered by a server of the running test. */
const PREFIX = '/neighbour';

/** Whether a request is for the neighbour. */
export const isForNeighbour = ({ url = '' }: IncomingMessage): boolean => url.startsWith(`${PREFIX}/`);

/** Forward a request to the server on loopback whose port a test has written down; 502 if there is none. */
export function passToNeighbour(request: IncomingMessage, response: ServerResponse): void {
  const refuse = (): void => void (response.headersSent ? response.destroy() : response.writeHead(502).end());
  const path = (request.url ?? '').slice(PREFIX.length);
  const { method, headers } = request;
  const options = { host: '127.0.0.1', port: portOf(), path, method, headers };
  const outgoing = httpRequest(options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', refuse);
  request.pipe(outgoing);
}

/** Read for each request: the next test has another port. */
function portOf(): number {
  try {
    return Number(readFileSync(NEIGHBOUR_PORT, 'utf8'));
  } catch {
    return 1;
  }
}
