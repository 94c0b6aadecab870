/* Names that a shell script sets itself. Err on the side of too many: names found here are merely not reported. */

const ASSIGNED = /(?<!\w)([A-Za-z_]\w*)(?:\[[^\]\n]{0,200}\])?(?:\+=|:?=|\+\+|--)|(?:\+\+|--)([A-Za-z_]\w*)/g;
const DECLARED =
  /\b(?:for|select|read|local|export|declare|typeset|readonly|unset|getopts|mapfile|readarray|let|printf[ \t]+-v)\b([^;&|\n]*)/g;
const SOURCED = /(?:^|[\s;&|({])(?:source|\.|eval)[ \t]/m;

/** Variables that every process or shell has. */
const USUAL = new Set(
  (
    'PATH HOME USER LOGNAME SHELL PWD OLDPWD TMPDIR TMP TEMP TERM LANG LANGUAGE TZ IFS PS1 PS2 PS4 HOSTNAME UID EUID ' +
    'PPID GID RANDOM SECONDS LINENO REPLY OPTARG OPTIND FUNCNAME PIPESTATUS CI EDITOR PAGER DISPLAY'
  ).split(' '),
);

/**
 * Whether a shell script may set or inherit a variable itself.
 * @returns a test of names; always true if the script sources code that cannot be seen here.
 */
export function shellMaySet(text: string): (name: string) => boolean {
  if (SOURCED.test(text)) return () => true;
  const names = new Set<string | undefined>();
  for (const [, before, after] of text.matchAll(ASSIGNED)) names.add(before).add(after);
  for (const [, words] of text.matchAll(DECLARED)) {
    for (const [word] of words!.matchAll(/[A-Za-z_]\w*/g)) names.add(word);
  }
  return (name) => names.has(name) || USUAL.has(name) || /^(LC_|BASH_|GIT_|GITHUB_|CARGO_|npm_)/.test(name);
}
