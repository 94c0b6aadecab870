import { type Document, parseAllDocuments } from 'yaml';
import { interpolate } from './interpolate';
import { interpolateJson } from './interpolate-json';
import type { WriteFile } from './model/command';
import type { Scope } from './scope';

/** Number of characters of invalid content shown in a message. */
const SHOWN = 60;

/**
 * The output of a `write_file` step: its content with references replaced. JSON and YAML are indented by two and keep
 * their order and notation (numbers of any length stay as they are).
 *
 * @throws Error if the content is not in the format.
 */
export function laidOut({ content, format }: Pick<WriteFile, 'content' | 'format'>, scope: Scope): string {
  if (format === 'json') return json(interpolateJson(content, scope));
  const text = interpolate(content, scope);
  return format === 'yaml' ? yaml(text) : text;
}

function json(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    throw notOf('JSON', 'json', text);
  }
  return `${indented(text)}\n`;
}

/** Strings, other values, and punctuation of a JSON document. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Deeper lists and objects stay on one line, or indentation would be most of the file. */
const DEEPEST = 64;

/** A JSON document with one value per line. It works on tokens because parsing would change how values are written. */
function indented(text: string): string {
  const tokens = text.match(TOKENS) as string[];
  let depth = 0;
  return tokens
    .map((token, index) => {
      const [before, next] = [tokens[index - 1], tokens[index + 1]];
      const ends = CLOSING.has(token);
      if (ends) depth -= 1;
      const line = depth < DEEPEST ? `\n${'  '.repeat(depth)}` : '';
      if (ends) return OPENING.has(before as string) ? token : `${line}${token}`;
      if (!OPENING.has(token)) return token === ':' ? ': ' : token === ',' ? `,${line}` : token;
      depth += 1;
      const isEmpty = CLOSING.has(next as string);
      return isEmpty || depth > DEEPEST ? token : `${token}${line}  `;
    })
    .join('');
}

const OPENING = new Set(['{', '[']);
const CLOSING = new Set(['}', ']']);

/** Scalars are read as text, so that they are written unchanged: `1.10`, and numbers of any length. */
function yaml(text: string): string {
  try {
    const documents = parseAllDocuments(text, { schema: 'failsafe' }) as Document[];
    return documents.map((document) => document.toString({ lineWidth: 0 })).join('');
  } catch {
    // Stringifying a document with errors throws, and so does parsing one that is nested too deeply.
    throw notOf('YAML', 'yaml', text);
  }
}

function notOf(rule: string, format: string, text: string): Error {
  const shown = text.trim() === '' ? 'nothing' : JSON.stringify(text.slice(0, SHOWN));
  return new Error(
    `its content must be ${rule} for 'format: ${format}', got ${shown}: correct it, or write it as text`,
  );
}
