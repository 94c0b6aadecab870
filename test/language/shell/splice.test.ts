import fc from 'fast-check';
import { Scope } from '../../../language/scope';
import { largeValuesPrelude } from '../../../language/shell/large-values';
import { spliceShell } from '../../../language/shell/splice';

const scope = new Scope({
  item: { x: 'v', n: 7, 'no-int': 'a[$(id)]', nul: 'a\0b', empty: '', list: ['a', 'b'] },
  ARG: 'arg',
});
const splice = (text: string) => spliceShell(text, scope).script;
const V = '${PRODIGY_VALUE_1}';

test.each([
  ['unquoted', 'echo ${item.x}', `echo ${V}`],
  ['double-quoted', 'echo "a ${item.x}"', `echo "a ${V}"`],
  ['single-quoted', "echo 'a ${item.x} b'", `echo 'a '"${V}"' b'`],
  ['ANSI-C-quoted', "echo $'${item.x}'", `echo $''"${V}"''`],
  ['ANSI-C-quoted before an escape', "echo $'${item.x}\\n'", `echo $''"${V}"$'\\n'`],
  ['behind an escaped quote of ANSI-C quotes', "echo $'it\\'s ${item.x}'", `echo $'it\\'s '"${V}"''`],
  ['in a here-document', 'cat <<E\n${item.x} `id "${item.x}"`\nE', `cat <<E\n${V} \`id "${V}"\`\nE`],
  [
    'in one with a quoted delimiter',
    "cat <<'E' | x\n$a `b` \\ ${item.x}\nE",
    `cat <<E | x\n\\$a \\\`b\\\` \\\\ ${V}\nE`,
  ],
  ['in one with an escaped delimiter', 'cat <<\\E\n${item.x}\nE', `cat <<E\n${V}\nE`],
  ['in one with tabs', 'cat <<-"E"\n\t${item.x}\n\tE', `cat <<-E\n\t${V}\n\tE`],
  ['behind one', "cat <<'E'\n'\nE\necho '${item.x}'", `cat <<'E'\n'\nE\necho ''"${V}"''`],
  ['behind one that continues a line', "cat <<E\na\\\nE\nE\necho '${item.x}'", `cat <<E\na\\\nE\nE\necho ''"${V}"''`],
  ['behind one in a substitution', "echo $(cat <<E\n'\nE\n) '${item.x}'", `echo $(cat <<E\n'\nE\n) ''"${V}"''`],
  ['behind one that bash ends early', "echo $(cat <<E\n'\nE) '${item.x}'", `echo $(cat <<E\n'\nE) ''"${V}"''`],
  ['behind a here-string', "cat <<<'E'\n'${item.x}'", `cat <<<'E'\n''"${V}"''`],
  ['behind a comment', "# don't\necho '${item.x}'", `# don't\necho ''"${V}"''`],
  ['behind a # that starts no comment', "echo a#'${item.x}' ${#a} $#", `echo a#''"${V}"'' \${#a} $#`],
  [
    'in a case pattern in a substitution',
    "$(case a in (b) ;; c|d) echo '${item.x}' ;; esac) '${item.x}'",
    `$(case a in (b) ;; c|d) echo ''"${V}"'' ;; esac) ''"${V}"''`,
  ],
  [
    'behind an extended pattern',
    "$(case a in @(b|c)) echo ;; esac) '${item.x}'",
    `$(case a in @(b|c)) echo ;; esac) ''"${V}"''`,
  ],
  ['behind case as an argument', "$(echo case a in) '${item.x}'", `$(echo case a in) ''"${V}"''`],
  ['in backquotes', "`echo '${item.x}'`", `\`echo ''"${V}"''\``],
  ['in backquotes in backquotes', "`echo \\`echo '${item.x}'\\``", `\`echo \\\`echo ''"${V}"''\\\`\``],
  ['in a pattern in double quotes', `echo "\${y#'\${item.x}'}"`, `echo "\${y#''"${V}"''}"`],
  ['in a word in double quotes', `echo "\${y:-'\${item.x}'}"`, `echo "\${y:-'${V}'}"`],
  ['in subshells that look like arithmetic', "$((echo '${item.x}'); (id))", `$((echo ''"${V}"''); (id))`],
  ['with a default that is not needed', 'echo "${item.x:-none}"', `echo "${V}"`],
  ['as $ARG', 'echo $ARG "$ARG"', `echo ${V} "${V}"`],
  ['as part of a name', 'echo ${item.x}_${item.x}', `echo ${V}_${V}`],
])('a reference becomes a variable that suits its place: %s', (_, text, expected) => {
  expect(splice(text)).toBe(expected);
});

test.each([
  ['unknown', 'echo ${item.y} $HOME ${HOME:-x} ${y%%.*} $1 $? $$ $arg $ARGS'],
  ['escaped', 'echo \\${item.x} "\\${item.x}" \'\\${item.x}\' `echo \\${item.x} \\\\${item.x}`'],
  ['in a comment', 'true # ${item.x}'],
  ['awk', "awk '{ print $1, $NF }'"],
  ['escaped in a quoted here-document', "cat <<'E'\n\\${item.x}\nE"],
])('what is no known reference stays as it is: %s', (_, text) => {
  expect(spliceShell(text, scope)).toEqual({ script: text, variables: {}, largeValues: {} });
});

const shellText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...`'"\`$\\ \n\t;&|()<>{}[]#=`,
        '$(',
        '$((',
        '))',
        '${',
        '${x:-',
        '${item.y}',
        '<<E',
        "<<'E'",
        '<<-E',
        '\nE\n',
      ),
      fc.constantFrom('case', 'in', 'esac', ';;', '[[', ']]', '((', 'if', '$x', "$'", '\\$', '\\`', ' ', 'let'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

test('any text without known references stays byte for byte', () => {
  const unchanged = (text: string) => expect(spliceShell(text, new Scope({})).script).toBe(text);
  fc.assert(fc.property(shellText, unchanged), { numRuns: 700 });
});

test('no value gets into the script, whatever surrounds it', () => {
  const secret = 'Sentinel';
  const holds = (before: string, after: string) => {
    const text = `${before}\${item.x}${after}`;
    let script: string;
    try {
      script = spliceShell(text, new Scope({ item: { x: secret } })).script;
    } catch (error) {
      expect((error as Error).message).toMatch(/ must (be an integer|have a delimiter|not stand in backquotes|nest)/);
      return;
    }
    expect(script).not.toContain(secret);
    expect(script.split('\n')).toHaveLength(text.split('\n').length);
  };
  fc.assert(fc.property(shellText, shellText, holds), { numRuns: 700 });
});

test('equal values share a variable', () => {
  const values = new Scope({ a: 'one', b: 'two', c: 'one' });
  expect(spliceShell('echo ${a} "${b}" ${c}', values)).toEqual({
    script: 'echo ${PRODIGY_VALUE_1} "${PRODIGY_VALUE_2}" ${PRODIGY_VALUE_1}',
    variables: { PRODIGY_VALUE_1: 'one', PRODIGY_VALUE_2: 'two' },
    largeValues: {},
  });
});

test('a default stands in for a value that is missing or empty, as data', () => {
  const { script, variables } = spliceShell('echo ${item.y:-a; id} "${item.empty:-b}"', scope);
  expect(script).toBe('echo ${PRODIGY_VALUE_1} "${PRODIGY_VALUE_2}"');
  expect(variables).toEqual({ PRODIGY_VALUE_1: 'a; id', PRODIGY_VALUE_2: 'b' });
});

test('filters and defaults of their own notation are answered, in every kind of quotes', () => {
  const text = `echo \${item.y|default:'a; id'} "\${item.empty | default:"b"}" '\${Y|default:'c d'}' \${item.list:lines} \${item.list|length}`;
  const { script, variables } = spliceShell(text, scope);
  expect(script).toBe(
    `echo \${PRODIGY_VALUE_1} "\${PRODIGY_VALUE_2}" ''"\${PRODIGY_VALUE_3}"'' \${PRODIGY_VALUE_4} \${PRODIGY_VALUE_5}`,
  );
  expect(Object.values(variables)).toEqual(['a; id', 'b', 'c d', 'a\nb', '2']);
});

test('a variable of env is looked up where the shell does not know the notation', () => {
  const values = new Scope({ env: { NAME: 'v' } });
  expect(spliceShell('${NAME|default:x} ${NAME|length} ${NAME:-x} $NAME ${env.NAME}', values)).toEqual({
    script: '${PRODIGY_VALUE_1} ${PRODIGY_VALUE_2} ${NAME:-x} $NAME ${PRODIGY_VALUE_1}',
    variables: { PRODIGY_VALUE_1: 'v', PRODIGY_VALUE_2: '1' },
    largeValues: {},
  });
});

test.each([
  '${x:-y} ${x#pre} ${x%suf} ${x%%.*} ${#x} ${x/a/b} ${x//a/b} ${x^^} ${x,,} ${x:1} ${x:1:2} ${x@Q} ${!x} ${x[0]} ${x:=y} ${x:?y} ${x:+y}',
  'echo "${x:-"a b"}" "${x#\'p\'}" ${x|y} ${x|length}',
  'echo ${1:-y} ${@:2} ${*} ${#@} ${?} ${ARG_} ${x:json} ${x:*.md}',
])("what the shell has for itself stays the shell's: %s", (text) => {
  expect(spliceShell(text, scope)).toEqual({ script: text, variables: {}, largeValues: {} });
});

test.each([
  '$((${item.no-int}))',
  '"$((1 + ${item.no-int}))"',
  '((i < ${item.no-int}))',
  'for ((i = 0; i < ${item.no-int}; i++)); do :; done',
  'if [[ ${item.no-int} -lt 3 ]]; then :; fi',
  '[[ a == b && 3 -ge "${item.no-int}" ]]',
  'let x=${item.no-int}',
  'a[${item.no-int}]=1',
  'echo ${a[${item.no-int}]}',
  'echo ${a:${item.no-int}:2}',
  'echo "${a:2:"${item.no-int}"}"',
])('arithmetic takes integers only: %s', (text) => {
  expect(() => splice(text)).toThrow(
    new Error(
      '\'${item.no-int}\' must be an integer where the shell does arithmetic, got "a[$(id)]": the shell would evaluate it',
    ),
  );
  expect(splice(text.replace('no-int', 'n'))).toBe(text.replace('${item.no-int}', V));
});

test('a negative integer stays one operand', () => {
  const text = 'echo $((5-${n})); [[ 3 -gt ${n} ]]';
  expect(spliceShell(text, new Scope({ n: -3 })).script).toBe(`echo $((5-(${V}))); [[ 3 -gt ${V} ]]`);
});

test.each(['01', '1.5', '', ' 1', '1 ', '+1', '0x1f', '9'.repeat(19)])('%j is no integer for the shell', (x) => {
  expect(() => spliceShell('echo $((${x}))', new Scope({ x }))).toThrow(/must be an integer/);
});

test('text comparisons take any value', () => {
  expect(splice('[[ ${item.no-int} == x && 1 -eq 1 ]]')).toBe(`[[ ${V} == x && 1 -eq 1 ]]`);
});

test('values that cannot be handed over are refused', () => {
  expect(() => splice('echo ${item.nul}')).toThrow(
    new Error("'${item.nul}' must have no NUL character in a shell step: no variable can hold one"),
  );
  expect(() => splice('echo ${item.y:-"a"}')).toThrow(
    new Error('\'${item.y:-"a"}\' must have a default without quotes in a shell step: leave the quotes out'),
  );
  expect(() => splice("cat <<'a b'\n${item.x}\na b\n")).toThrow(
    new Error("a here-document with references must have a delimiter of letters, digits and _, got 'a b': rename it"),
  );
  expect(() => splice("cat <<$'E'\n${item.x}\nE\n$E\n")).toThrow(
    new Error("a here-document with references must have a delimiter of letters, digits and _, got $'E': rename it"),
  );
  expect(() => splice("`cat <<'E'\n${item.x}\nE\n`")).toThrow(
    new Error("a here-document with references must not stand in backquotes, got <<'E': write $(…) instead"),
  );
});

test('nesting has an end, and takes no time to reach', () => {
  for (const opening of ['$(', '"$(', '${x:-', '$((', '"${x:-"', '`\\']) {
    const text = opening.repeat(20_000);
    const attempt = () => spliceShell(text, scope).script;
    try {
      expect(attempt()).toBe(text);
    } catch (error) {
      expect((error as Error).message).toBe("'shell' must nest at most 200 quotes and substitutions");
    }
  }
});

test('large values are kept apart, with a prelude of one line for them', () => {
  const x = 'x'.repeat(200_000);
  expect(spliceShell('echo "${x}"', new Scope({ x }))).toEqual({
    script: `echo "${V}"`,
    variables: {},
    largeValues: { PRODIGY_VALUE_1: x },
  });
  expect(largeValuesPrelude({})).toBe('');
  expect(largeValuesPrelude({ PRODIGY_VALUE_1: "/tmp/it's" })).toBe(
    "PRODIGY_VALUE_1=$(cat '/tmp/it'\\''s' && printf x) || exit 1; PRODIGY_VALUE_1=${PRODIGY_VALUE_1%x}; ",
  );
});
