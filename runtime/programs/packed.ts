import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ReadingLine } from '../../contract/claim-reading';

/** Maximum number of characters per line: shorter than what container runtimes split. */
const WIDTH = 8000;

/** Encode a text as {@link ReadingLine} lines. */
export async function packed(text: string): Promise<string> {
  const data = (await promisify(gzip)(text)).toString('base64');
  const lines: string[] = [];
  for (let start = 0; start < data.length; start += WIDTH)
    lines.push(`${ReadingLine.DATA}${data.slice(start, start + WIDTH)}\n`);
  return `${lines.join('')}${ReadingLine.END}${createHash('sha256').update(text).digest('hex')}\n`;
}
