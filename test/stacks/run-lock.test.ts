import { clusterNamed } from '../../stacks/clusters';
import { checkRunLock, parseRunLock, runLockText } from '../../stacks/run-lock';

const clusters = ['development', 'edge', 'production'].map(clusterNamed);

test('a lock is a line per target, sorted, and reads as it was written', () => {
  const lock = new Map([
    ['production', 'fix-tests-00000002'],
    ['edge', 'fix-tests-00000001'],
  ]);
  expect(runLockText(lock)).toBe('{\n  "edge": "fix-tests-00000001",\n  "production": "fix-tests-00000002"\n}\n');
  expect(parseRunLock(runLockText(lock), 'run.lock')).toEqual(lock);
});

test.each([
  [
    '{',
    /^'run\.lock' must be JSON, got .*: restore it from git, or remove it and create it again with prodigy-k8s renew$/,
  ],
  ['{"edge":1}', /^'run\.lock\.edge' must be a run id by target: restore it from git/],
  ['{"edge":"Fix"}', /^'run\.lock\.edge' must be a run id by target: /],
  [`{"edge":"${'a'.repeat(35)}"}`, /^'run\.lock\.edge' must be a run id by target: /],
  ['[]', /^'run\.lock' must be a run id by target: /],
])('%s is no lock', (text, message) => {
  expect(() => parseRunLock(text, 'run.lock')).toThrow(message);
});

test.each(['mars', 'development'])('a lock for %s is refused: no run is locked there', (name) => {
  expect(() => checkRunLock(new Map([[name, 'a']]), 'fix-tests', clusters)).toThrow(
    new Error(
      "'workflows/fix-tests/run.lock' must name targets that gitops or pulumi delivers to (edge, production), " +
        `got ${name}: remove its line`,
    ),
  );
});
