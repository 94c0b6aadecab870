import { symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { Scratch } from './prodigy';

const scratch = new Scratch();
beforeAll(() => {
  scratch.write('flows/flow.yaml', 'extends: base\nimports: [{path: steps.yaml}]\nenv: {LEVEL: own}\n');
  scratch.write('flows/steps.yaml', '- shell: test "$LEVEL-$APP" = own-base\n');
  scratch.write('bases/base.yaml', 'env: {LEVEL: base, APP: base}\n');
  scratch.write('flows/bad.yaml', 'imports: [{path: broken.yaml}]\n');
  scratch.write('flows/broken.yaml', '- shell: ls\n  timeout: soon\n');
  scratch.write('flows/out.yaml', 'imports: [{path: link.yaml}]\ncommands: [{shell: ls}]\n');
  scratch.write('flows/folder.yaml', 'imports: [{path: ../bases}]\ncommands: [{shell: ls}]\n');
  symlinkSync(join(tmpdir(), '..'), join(scratch.path, 'flows', 'link.yaml'));
  scratch.commit();
});
afterAll(() => scratch.remove());

const cluster = ['--cluster', 'development', '--repository', 'https://git.example.com/team/project.git'];

test('a workflow of several files runs here', () => {
  const { status, stdout, stderr } = scratch.prodigy('run', 'flows/flow.yaml', '--run-id', 'mine');
  expect({ status, stdout, stderr }).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('run mine: complete'),
  });
});

test('a rendered run holds all of its files in one, wherever the command line was called', () => {
  const { stdout } = scratch.prodigy('render', 'flows/flow.yaml', ...cluster);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS());
  const { data } = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.includes('workflow'));
  expect(
    data['workflow.yaml'],
  ).toBe(`# Composed of flows/flow.yaml, flows/steps.yaml, bases/base.yaml: change those, not this.
name: flow
env:
  LEVEL: own
  APP: base
commands:
  - shell: test "$LEVEL-$APP" = own-base
`);
  expect(scratch.prodigy('render', join(scratch.path, 'flows/flow.yaml'), ...cluster).stdout).toBe(stdout);
});

test('a finding in another file shows the line of that file', () => {
  const { status, stdout } = scratch.prodigy('validate', 'flows/bad.yaml');
  expect(status).toBe(2);
  expect(stdout).toBe(`flows/broken.yaml:2:12: error: 'timeout' must be a whole number of seconds from 1, got "soon"
    2 |   timeout: soon
      |            ^
`);
});

test.each([
  ['flows/out.yaml', "got 'link.yaml': a link leads out of the repository"],
  ['flows/folder.yaml', "got '../bases': a folder"],
])('%s is refused', (file, message) => {
  const { status, stdout } = scratch.prodigy('validate', file);
  expect({ status, stdout }).toEqual({ status: 2, stdout: expect.stringContaining(message) });
});
