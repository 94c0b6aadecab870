import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error';

/** Maximum size of a JSON body, in bytes; a list of items is the largest. */
const BODY_BYTES = 64 * 1024 * 1024;

/** The JSON body of a request; undefined if the body is empty. @throws HttpError 400 or 413. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > BODY_BYTES) throw new HttpError(413, `'body' must have at most ${BODY_BYTES} bytes`);
    chunks.push(chunk as Buffer);
  }
  if (bytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new HttpError(400, "'body' must be JSON");
  }
}
