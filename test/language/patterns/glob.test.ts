import fc from 'fast-check';
import { compileGlob } from '../../../language/patterns/glob';

const matches = (glob: string, path: string): boolean => {
  const compiled = compileGlob(glob);
  if (!compiled.ok) throw new Error(`${glob} ${compiled.message}`);
  return compiled.value.foundIn(path);
};

test.each([
  ['specs/*.md', 'specs/12-a.md', true],
  ['specs/*.md', 'specs/old/12.md', false],
  ['specs/*.md', 'docs/specs/12.md', false],
  ['*.rs', 'src/a/b.rs', true],
  ['*.rs', 'a.rs', true],
  ['*.rs', 'a.rs.md', false],
  ['src/**/*.rs', 'src/a.rs', true],
  ['src/**/*.rs', 'src/a/b/c.rs', true],
  ['src/**', 'src/a/b', true],
  ['**/test/*', 'a/b/test/x', true],
  ['a?c', 'abc', true],
  ['a?c', 'x/a/c', false],
  ['[a-c]*', 'x/beta', true],
  ['[!a-c]*', 'beta', false],
  ['*.rs,*.toml', 'Cargo.toml', true],
  ['a+(b).$', 'a+(b).$', true],
  ['a.b', 'axb', false],
])('%s and %s: %s', (glob, path, expected) => {
  expect(matches(glob, path)).toBe(expected);
});

test('any path matches itself with its signs in brackets, and **', () => {
  const path = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '+', '$', '(', '^', '|', ' ', '\n') });
  fc.assert(
    fc.property(path, (text) => {
      expect(matches(`${text}/**`, `${text}/x`)).toBe(true);
      expect(matches('**', text)).toBe(true);
    }),
  );
});

test('the longest globs take linear time', () => {
  const start = performance.now();
  expect(matches(`${'*a'.repeat(200)}b`, 'a'.repeat(10_000))).toBe(false);
  expect(performance.now() - start).toBeLessThan(5000);
});
