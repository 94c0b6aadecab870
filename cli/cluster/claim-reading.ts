import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { ReadingLine } from '../../contract/claim-reading';

/** The text that the program `read` packed into its log; undefined where the log is not whole. */
export function readingIn(log: string): string | undefined {
  const lines = log.split('\n');
  const starting = (prefix: string): string[] =>
    lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length).trim());
  const [checksum] = starting(ReadingLine.END);
  if (checksum === undefined) return undefined;
  try {
    const text = gunzipSync(Buffer.from(starting(ReadingLine.DATA).join(''), 'base64'));
    return createHash('sha256').update(text).digest('hex') === checksum ? text.toString('utf8') : undefined;
  } catch {
    return undefined;
  }
}
