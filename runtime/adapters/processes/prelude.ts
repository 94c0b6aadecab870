/**
 * A program that runs a piece of shell before it begins, in the same process.
 * @param prelude shell text with its final separator; it has no line end, so that line numbers of scripts stay.
 * @returns its new arguments; where the program is absent, its end is as a shell's would be.
 */
export function after(prelude: string, argv: readonly string[]): string[] {
  const [program, ...rest] = argv as readonly [string, ...string[]];
  if (program === 'sh' && rest[0] === '-c' && rest.length === 2) return ['sh', '-c', prelude + rest[1]];
  if (program === 'sh') return ['sh', '-c', `${prelude}exec sh "$@"`, 'sh', ...rest];
  return ['sh', '-c', `${prelude}${REFUSE}exec "$@"`, 'sh', ...argv];
}

/** A shell's own words and codes: 126 not executable, 127 not found. */
const REFUSE = [
  `[ -d "$1" ] && { printf '%s: permission denied\\n' "$1" >&2; exit 126; }; `,
  `command -v -- "$1" >/dev/null || { printf '%s: not found\\n' "$1" >&2; exit 127; }; `,
].join('');
