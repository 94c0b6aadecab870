/** A text as one word of a POSIX shell, whatever is in it but NUL. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
