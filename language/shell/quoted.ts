/** Quote a text as one word of a POSIX shell; it may contain anything but NUL. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
