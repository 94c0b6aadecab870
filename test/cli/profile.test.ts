import { Scratch } from './prodigy';

const scratch = new Scratch();
beforeAll(() => {
  scratch.write(
    'flow.yaml',
    `parameters: {required: [{name: limit, type: number}]}
env: {LEVEL: info}
profiles: {dev: {LEVEL: debug}}
commands:
  - shell: test "$LEVEL" = debug && test \${limit} = 3
`,
  );
  scratch.commit();
});
afterAll(() => scratch.remove());

const cluster = ['--cluster', 'development', '--repository', 'https://git.example.com/team/project.git'];

test('a run on this machine has the variables of its profile and its declared parameters', () => {
  const given = ['--profile', 'dev', '--param', 'limit=3', '--run-id', 'mine'];
  const { status, stdout } = scratch.prodigy('run', 'flow.yaml', ...given);
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('run mine: complete') });
  expect(scratch.prodigy('run', 'flow.yaml', '--param', 'limit=3', '--run-id', 'other').status).toBe(1);
});

test('a rendered run carries its profile and its parameters as data', () => {
  const { stdout } = scratch.prodigy('render', 'flow.yaml', ...cluster, '--profile', 'dev', '--param', 'limit=3');
  expect(stdout).toContain('PRODIGY_PROFILE="dev"\n');
  expect(stdout).toContain('PRODIGY_PARAMETERS="{\\"limit\\":3}"\n');
});

test.each([
  [['--profile', 'def', '--param', 'limit=3'], 'the chosen profile must be one of dev, got def'],
  [[], "'parameters.limit' must be given, got nothing: write --param limit=NUMBER"],
  [['--param', 'limit=x'], '\'parameters.limit\' must be a number, got "x"'],
])('%j is refused before anything is rendered or run', (flags, message) => {
  for (const command of [
    ['run', 'flow.yaml'],
    ['render', 'flow.yaml', ...cluster],
  ]) {
    const { status, stdout, stderr } = scratch.prodigy(...command, ...flags);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  }
});
