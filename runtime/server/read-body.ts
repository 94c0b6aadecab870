import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error';

/** Bytes of a JSON body; a list of items is the largest, and each of its values travels once. */
const BODY_BYTES = 64 * 1024 * 1024;

/** The JSON of a request; undefined where the body is empty. @throws HttpError 400 or 413. */
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
