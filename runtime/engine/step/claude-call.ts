import { Limit } from '../../../contract/limits';

/** As Prodigy calls it: no questions, and one record per event so that the answer can be told from the rest. */
const CLAUDE = ['claude', '--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions'];

/**
 * The command line that gives claude a prompt: as a single argument, without a shell. A prompt that begins like an
 * option is not taken for one.
 * @throws Error if the text cannot be passed to any program.
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
