/**
 * Make a program run a piece of shell first, in the same process.
 * @param prelude shell text with its final separator; on one line, so that line numbers of scripts do not shift.
 * @returns the new arguments; if the program does not exist, it fails as it would in a shell.
 */
export function after(prelude: string, argv: readonly string[]): string[] {
  const [program, ...rest] = argv as readonly [string, ...string[]];
  if (program === 'sh' && rest[0] === '-c' && rest.length === 2) return ['sh', '-c', prelude + rest[1]];
  if (program === 'sh') return ['sh', '-c', `${prelude}exec sh "$@"`, 'sh', ...rest];
  return ['sh', '-c', `${prelude}${REFUSE}exec "$@"`, 'sh', ...argv];
}

/** Messages and exit codes as in a shell: 126 not executable, 127 not found. */
const REFUSE = [
  `[ -d "$1" ] && { printf '%s: permission denied\\n' "$1" >&2; exit 126; }; `,
  `command -v -- "$1" >/dev/null || { printf '%s: not found\\n' "$1" >&2; exit 127; }; `,
].join('');
