import { Limit } from '../../../contract/limits';

/** Prodigy's own command line: no questions, and a record per event so that the answer can be told from the rest. */
const CLAUDE = ['claude', '--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions'];

/**
 * The command line that tells claude a text: one argument, which no shell reads. A text that begins as an option does is
 * kept from being one.
 * @throws Error where no program can be given the text.
 */
export function claudeCall(text: string): { readonly argv: readonly string[] } {
  if (text.includes('\0'))
    throw new Error("'claude' must have no NUL character in its text, got one: no argument can hold one");
  const bytes = Buffer.byteLength(text);
  if (bytes > Limit.ARGUMENT_BYTES)
    throw new Error(
      `'claude' must have a text of at most ${Limit.ARGUMENT_BYTES} bytes, got ${bytes}: ` +
        'write what is large to a file of the checkout, and tell claude its name',
    );
  return { argv: text.startsWith('-') ? [...CLAUDE, '--', text] : [...CLAUDE, text] };
}
