import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { ReadingLine } from '../../contract/claim-reading';

/** Extracts texts from a growing log, into which the program `read` packs them one after another. */
export class Readings {
  private lines: string[] = [];
  private rest = '';

  /** @returns the texts that are complete now; undefined if one is corrupt. */
  public push(log: string): string[] | undefined {
    const lines = (this.rest + log).split('\n');
    this.rest = lines.pop() as string;
    const texts: string[] = [];
    for (const line of lines) {
      this.lines.push(line);
      if (!line.startsWith(ReadingLine.END)) continue;
      const text = readingIn(this.lines.join('\n'));
      if (text === undefined) return undefined;
      texts.push(text);
      this.lines = [];
    }
    return texts;
  }
}

/** The text that the program `read` packed into its log; undefined if the log is incomplete. */
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
