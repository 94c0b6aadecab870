import { Scratch } from './prodigy';

const scratch = new Scratch();
afterAll(() => scratch.remove());

test('a good file is named with its kind, and nothing is written to stdout', () => {
  scratch.write('good.yaml', '- shell: echo hello\n');
  const { status, stdout, stderr } = scratch.prodigy('validate', 'good.yaml');
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: 'good.yaml: ok (standard)\n' });
});

test('each finding is one line with file, line, column and severity, and the exit status is 2', () => {
  scratch.write('bad.yaml', 'commands:\n  - shell: echo\n    timeout: soon\n');
  const { status, stdout } = scratch.prodigy('validate', 'bad.yaml');
  expect(status).toBe(2);
  expect(stdout).toMatch(/^bad\.yaml:3:14: error: 'timeout' must be /);
});

test('a warning is no failure unless --strict says so', () => {
  scratch.write('odd.yaml', 'commands:\n  - shell: echo\n    colour: red\n');
  expect(scratch.prodigy('validate', 'odd.yaml').status).toBe(0);
  const strict = scratch.prodigy('validate', '--strict', 'odd.yaml');
  expect(strict.status).toBe(2);
  expect(strict.stdout).toMatch(/^odd\.yaml:3:5: warning: /);
});

test('-o json prints the findings as data', () => {
  scratch.write('bad.yaml', 'commands:\n  - shell: echo\n    timeout: soon\n');
  const findings = JSON.parse(scratch.prodigy('validate', '-o', 'json', 'bad.yaml').stdout);
  expect(findings).toEqual([expect.objectContaining({ severity: 'error', file: 'bad.yaml', line: 3, column: 14 })]);
});

test('what was found before a file that is not there is told', () => {
  scratch.write('bad.yaml', 'commands:\n  - shell: echo\n    timeout: soon\n');
  const { status, stdout } = scratch.prodigy('validate', 'bad.yaml', 'none.yaml');
  expect(status).toBe(2);
  expect(stdout).toMatch(/^bad\.yaml:3:14: error: /);
});

test('a file that is not there is one sentence, not a stack', () => {
  const { status, stderr } = scratch.prodigy('validate', 'none.yaml');
  expect(status).toBe(2);
  expect(stderr).toBe("prodigy-k8s: 'file' must be a readable workflow file, got none.yaml: nothing there\n");
});

test('each finding shows its line with a caret below the place', () => {
  scratch.write('bad.yaml', 'commands:\n  - shell: echo\n    timeout: soon\n');
  expect(scratch.prodigy('validate', 'bad.yaml').stdout).toBe(
    'bad.yaml:3:14: error: \'timeout\' must be a whole number of seconds from 1, got "soon"\n' +
      '    3 |     timeout: soon\n      |              ^\n',
  );
});

test('the schema that editors read is printed', () => {
  const { status, stdout } = scratch.prodigy('schema');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ title: 'Prodigy workflow', definitions: { step: { type: 'object' } } });
});
