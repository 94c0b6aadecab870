import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

/** Maximum size of the headers that a CGI program may print, in bytes. */
const HEAD_BYTES = 64 * 1024;

/** Forward a CGI program's output: headers, an empty line, the body. The caller ends the response. */
export function forwardCgi(output: Readable, response: ServerResponse): void {
  let pending = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    pending = Buffer.concat([pending, chunk]);
    const end = pending.indexOf('\r\n\r\n');
    if (end < 0 && pending.length <= HEAD_BYTES) return;
    output.off('data', onData);
    writeHead(pending.subarray(0, Math.max(end, 0)).toString('latin1'), response);
    response.write(pending.subarray(end + 4));
    output.pipe(response, { end: false });
  };
  output.on('data', onData);
  output.once('end', () => {
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
  });
}

function writeHead(head: string, response: ServerResponse): void {
  let status = 200;
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10) || 500;
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}
