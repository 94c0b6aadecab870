import fc from 'fast-check';
import { holds, parseCondition } from '../../../language/expressions/condition';
import { Scope } from '../../../language/scope';

const scope = new Scope({
  tests_passed: true,
  'build.success': true,
  'build.exit_code': 0,
  'test-step.exit_code': 1,
  branch: 'main',
  coverage: '85',
  high: '100',
  failed: 'false',
  none: null,
  empty: '',
  output: "1 warning && it's\n",
  evil: "' || true || '",
  item: { tags: ['a'], n: 5 },
  'step.files_modified': ['src/a.rs', 'README.md'],
  CI: 'true',
});
const isMet = (text: string): boolean => {
  const parsed = parseCondition(text);
  if (!parsed.ok) throw new Error(`${text} ${parsed.message}`);
  return holds(parsed.value, scope);
};

test.each([
  '${tests_passed}',
  '${build.success}',
  '${build.exit_code} == 0',
  "${branch} == 'main'",
  "${branch} != 'dev'",
  "branch == 'main'",
  'tests_passed',
  '${tests_passed} && ${coverage} >= 80',
  '(${coverage} >= 80 || ${override}) && ${branch} == "main"',
  "${branch == 'main' && tests_passed && coverage >= 80}",
  '${(is_pr || is_main || tests_passed) && tests_passed}',
  '${test-step.exit_code != 0 && build.success}',
  "${branch == 'main'} && !${failed}",
  '${tests_passed} == true',
  "${CI} == 'true'",
  '${CI} == true',
  '${coverage} == 85',
  '${coverage} < ${high}',
  '${coverage < high}',
  '!${missing}',
  "${output} contains 'warning'",
  "${output contains 'warning'}",
  "${output} contains 'warning' and ${branch} =~ '^ma'",
  '${empty} == ""',
  'is_null(${none}) && is_null(${missing})',
  '${item.tags[0]} == "a" && item.n == 5',
  '${step.files_modified:*.rs}',
  '${step.files_modified:*.rs|length} == 1',
  "${missing|default:yes} == 'yes'",
  "${missing:-yes} == 'yes'",
  "${evil} == '\\' || true || \\''",
])('is met: %s', (text) => {
  expect(isMet(text)).toBe(true);
});

test.each([
  '${missing}',
  "${missing} == 'x'",
  "${missing} != 'x'",
  '${missing} != 0',
  '!${tests_passed}',
  '${failed}',
  '${none}',
  '${empty}',
  '${build.exit_code}',
  "${evil} == 'x'",
  '${branch} > 5',
  '${step.files_modified:*.go}',
  "${branch == 'dev' || missing}",
  "${branch} == 'main' && ${missing}",
])('is not met: %s', (text) => {
  expect(isMet(text)).toBe(false);
});

test.each([
  ['', 'must have a value at character 1, got the end', 0],
  ['${}', "must have a value at character 3, got '}'", 2],
  ['${branch', "must have '}' at character 9, got the end", 8],
  ['${branch} ==', 'must have a value at character 13, got the end', 12],
  ['${branch} == main', "must have quotes around text, got main: write 'main', or ${main} for a value", 13],
  ['$branch', "must have no '$' at character 1", 0],
  ['${a} ${b}', "must have '&&', '||' or the end at character 6, got '${'", 5],
  ['${a.__proto__.b == 1}', "must not name '__proto__'", 3],
  ['${'.repeat(70), 'must nest at most 64 levels', 128],
])('%s is refused with its place', (text, message, offset) => {
  expect(parseCondition(text)).toEqual({ ok: false, message, offset });
});

test('no value is ever read as part of the condition', () => {
  const condition = parseCondition("${v} == 'x' && ${w}");
  if (!condition.ok) throw new Error(condition.message);
  const same = (v: string) => expect(holds(condition.value, new Scope({ v, w: true }))).toBe(v === 'x');
  const value = fc.oneof(fc.constantFrom("x' || '1' == '1", "' || true", '${w}', 'x'), fc.string({ unit: 'binary' }));
  fc.assert(fc.property(value, same));
});

test('any text is a condition or has a place where it is none; none throws', () => {
  const words = [
    '${',
    '}',
    'a',
    'b.c',
    '==',
    '&&',
    '!',
    '(',
    ')',
    "'x'",
    '0',
    '|default:',
    ':-',
    ':*.rs',
    '[0]',
    '$',
    '"',
  ];
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words)).map((parts) => parts.join('')),
  );
  const total = (input: string, a: unknown) => {
    const parsed = parseCondition(input);
    if (parsed.ok) expect(typeof holds(parsed.value, new Scope({ a }))).toBe('boolean');
    else expect(parsed.offset).toBeLessThanOrEqual(input.length);
  };
  fc.assert(fc.property(text, fc.jsonValue(), total), { numRuns: 2000 });
});
