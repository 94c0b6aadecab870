/* What a shell text names by itself. Rather a name too many: what stands here is only never complained about. */

const ASSIGNED = /(?<!\w)([A-Za-z_]\w*)(?:\[[^\]\n]{0,200}\])?(?:\+=|:?=|\+\+|--)|(?:\+\+|--)([A-Za-z_]\w*)/g;
const DECLARED =
  /\b(?:for|select|read|local|export|declare|typeset|readonly|unset|getopts|mapfile|readarray|let|printf[ \t]+-v)\b([^;&|\n]*)/g;
const SOURCED = /(?:^|[\s;&|({])(?:source|\.|eval)[ \t]/m;

/** Variables that every process, or the shell itself, has. */
const USUAL = new Set(
  (
    'PATH HOME USER LOGNAME SHELL PWD OLDPWD TMPDIR TMP TEMP TERM LANG LANGUAGE TZ IFS PS1 PS2 PS4 HOSTNAME UID EUID ' +
    'PPID GID RANDOM SECONDS LINENO REPLY OPTARG OPTIND FUNCNAME PIPESTATUS CI EDITOR PAGER DISPLAY'
  ).split(' '),
);

/**
 * Whether a shell text may set or inherit a variable itself.
 * @returns a test of names; true for all of them where the text runs what cannot be seen here.
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
