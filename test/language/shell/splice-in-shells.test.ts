import fc from 'fast-check';
import { CANARY, runSpliced, runSplicedEach, SHELLS } from './run-script';

const NASTY = [
  `$(${CANARY})`,
  `\`${CANARY}\``,
  `'; ${CANARY}; '`,
  `"; ${CANARY}; "`,
  `'"'"; ${CANARY}`,
  `; ${CANARY} #`,
  `\n${CANARY}\n`,
  `) ; ${CANARY}; (`,
  `a[$(${CANARY})]`,
  `\${x:-$(${CANARY})}`,
  `EOF\n${CANARY}\n`,
  `\nEOF\n${CANARY}\n`,
  `\n\tEOF\n${CANARY}\n`,
  `} ; ${CANARY}`,
  `;; esac; ${CANARY}`,
  '$HOME ${PATH} $1 $$',
  '\\',
  "\\'",
  '\\"',
  '\\\\n',
  '*',
  '?[a-z]',
  '-n',
  '--help',
  ' ',
  '\t',
  '\n',
  '\n\n',
  '\r\n',
  '!',
  '%s%d',
  '~',
  '🦀é',
  "it's",
];

const value = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 5 })
  .map((parts) => parts.join('').replaceAll('\0', ''));

/** Random values that one shell starts its runs with, beside all of the nasty ones. */
const BATCH = 8;
const values = fc.array(value, { minLength: BATCH, maxLength: BATCH });

/** Holds for the nasty values, and for random ones: those that fail are made smaller. */
function assertForValues(holds: (values: readonly string[]) => void): void {
  fc.assert(fc.property(values, holds), { numRuns: 2, examples: [[NASTY]] });
}

const exact = (text: string) => text;
const withoutLastNewlines = (text: string) => text.replace(/\n+$/, '');

/** Where a reference may stand, and what of the value arrives there. */
const POSITIONS: readonly (readonly [string, string, (value: string) => string])[] = [
  ['double quotes', 'printf %s "${item.x}"', exact],
  ['double quotes with neighbours', 'printf %s "a ${item.x} b"', (text) => `a ${text} b`],
  ['single quotes', "printf %s '${item.x}'", exact],
  ['single quotes with neighbours', `printf %s 'a $b "\${item.x}" c'`, (text) => `a $b "${text}" c`],
  ['ANSI-C quotes', "printf %s X$'a${item.x}b' | sed '1s/^X[$]*//'", (text) => `a${text}b`],
  ['no quotes, without splitting', 'set -f; IFS=; printf %s ${item.x}', exact],
  ['an assignment', 'x=${item.x}; printf %s "$x"', exact],
  ['$ARG', 'printf %s "$ARG"', exact],
  ['a here-document', 'cat <<EOF\n[${item.x}]\nEOF\n', (text) => `[${text}]\n`],
  ['a line of a here-document', 'cat <<EOF\n${item.x}\nEOF\n', (text) => `${text}\n`],
  [
    'a here-document with a quoted delimiter',
    "cat <<'EOF'\n$HOME \\$ `x` ${item.x}\nEOF\n",
    (text) => `$HOME \\$ \`x\` ${text}\n`,
  ],
  ['a line of one', "cat <<'EOF'\n${item.x}\nEOF\n", (text) => `${text}\n`],
  ['a here-document without tabs', 'cat <<-"EOF"\n\ta ${item.x}\n\tEOF\n', (text) => `a ${text}\n`],
  ['two here-documents of a line', "cat <<A - <<'B'\nno\nA\n${item.x}\nB\n", (text) => `${text}\n`],
  ['a command substitution', 'printf %s "$(printf %s "${item.x}")"', withoutLastNewlines],
  ['single quotes in one', `printf %s "$(printf %s '\${item.x}')"`, withoutLastNewlines],
  ['a here-document in one', 'printf %s "$(cat <<EOF\n${item.x}\nEOF\n)"', withoutLastNewlines],
  ['a quoted here-document in one', 'printf %s "$(cat <<\'EOF\'\n${item.x}\nEOF\n)"', withoutLastNewlines],
  ['backquotes', 'x=`printf %s \'${item.x}\'`; printf %s "$x"', withoutLastNewlines],
  ['double quotes in backquotes', 'x=`printf %s "${item.x}"`; printf %s "$x"', withoutLastNewlines],
  ['backquotes in double quotes', `printf %s "\`printf %s '\${item.x}'\`"`, withoutLastNewlines],
  ['backquotes in backquotes', 'x=`printf %s "\\`printf %s \'${item.x}\'\\`"`; printf %s "$x"', withoutLastNewlines],
  ['the word of an expansion', 'printf %s "${unset:-${item.x}}"', exact],
  ['a quoted word of one', 'printf %s "${unset:-"${item.x}"}"', exact],
  ['a single-quoted word of one', 'printf %s "a"${unset:-\'${item.x}\'}', (text) => `a${text}`],
  [
    'a case pattern in a substitution',
    'printf %s "$(case b in a) echo;; (b) printf %s \'${item.x}\';; esac)"',
    withoutLastNewlines,
  ],
  ['a double-quoted word', `printf %s "\${unset:-a \${item.x} b}"`, (text) => `a ${text} b`],
  ['single quotes in a double-quoted word', `printf %s "\${unset:-'\${item.x}'}"`, (text) => `'${text}'`],
  ['a pattern to strip', `y="a\${item.x}"; printf %s "\${y#a'\${item.x}'}"`, () => ''],
  ['a here-document in backquotes', 'x=`cat <<EOF\n${item.x}\nEOF\n`; printf %s "$x"', withoutLastNewlines],
  ['an argument of a function', 'f() { printf %s "$1"; }; f "${item.x}"', exact],
  ['awk', `printf 'k v\\n' | awk '{ print $1 }' | tr -d '\\n'; printf %s '\${item.x}'`, (text) => `k${text}`],
  ['a loop', 'for i in 1 2; do printf %s "${item.x}"; done', (text) => text + text],
  [
    'quotes, by filters of its own',
    `printf '%s|' "\${item|default:'a "b'}" '\${a.list:lines}' '\${none.y | default:"c}"}'`,
    (text) => `${JSON.stringify({ x: text })}|${text}\nz|c}|`,
  ],
  ['behind a comment', "# don't count $( ` quotes\nprintf %s '${item.x}'", exact],
];

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('%s', (_, shell) => {
  test.each(POSITIONS)('gets the exact value in %s', (_place, text, expected) => {
    assertForValues((all) => {
      const sets = all.map((x) => ({ item: { x }, ARG: x, 'a.list': [x, 'z'] }));
      const wanted = all.map((x) => ({ stdout: expected(x), stderr: '', status: 0, executed: false }));
      expect(runSplicedEach(shell, text, sets)).toEqual(wanted);
    });
  });

  test('splits and globs an unquoted value, and runs nothing of it', () => {
    assertForValues((all) => {
      const sets = all.map((x) => ({ item: { x } }));
      for (const { stdout, ...outcome } of runSplicedEach(shell, 'printf "[%s]" ${item.x} done', sets)) {
        expect(outcome).toMatchObject({ status: 0, executed: false });
        expect(stdout).toMatch(/\[done\]$/);
      }
    });
    expect(runSpliced(shell, 'printf "[%s]" ${item.x}', { item: { x: 'a  b\nc' } }).stdout).toBe('[a][b][c]');
  });

  test('does arithmetic with integers', () => {
    const script = 'echo $((1 - ${item.n})) "$(( (${item.n}) * 2 ))" $((5-${item.n}))';
    expect(runSpliced(shell, script, { item: { n: -3 } }).stdout).toBe('4 -6 8\n');
    expect(runSpliced(shell, script, { item: { n: 3 } }).stdout).toBe('-2 6 2\n');
  });

  test('gets values that the environment cannot hold', () => {
    const x = `${'é'.repeat(80_000)}'"$(${CANARY})\n\n`;
    const outcome = runSpliced(shell, "printf %s '${item.x}'; true", { item: { x } });
    expect(outcome.stdout === x).toBe(true);
    expect(outcome).toMatchObject({ stderr: '', status: 0, executed: false });
  });

  test('gets many values that the environment cannot hold together', () => {
    const list = Array.from({ length: 12 }, (_, index) => `${index}`.repeat(50_000));
    const text = list.map((_, index) => `printf %s "\${list[${index}]}"`).join('\n');
    expect(runSpliced(shell, text, { list }).stdout === list.join('')).toBe(true);
  });
});
