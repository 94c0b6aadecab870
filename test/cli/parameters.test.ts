import { givenParameters, type ParameterFlags, parametersOf } from '../../cli/parameters';
import type { ParameterDeclaration } from '../../language/workflow';
import { Scratch } from './prodigy';

const scratch = new Scratch();
afterAll(() => scratch.remove());

const parameters = async (flags: ParameterFlags, declared: readonly ParameterDeclaration[] = []) =>
  parametersOf(await givenParameters(flags), { parameters: declared });

test('parameters come from a file, and single ones from flags', async () => {
  const paramFile = scratch.write('values.yaml', 'version: "1.10"\nlimit: 3\nnames: [a, b]\n');
  expect(await parameters({ paramFile, param: ['limit=4', 'text=a=b'] })).toEqual({
    limit: '4',
    names: ['a', 'b'],
    text: 'a=b',
    version: '1.10',
  });
  const json = scratch.write('values.json', '{ "limit": 3 }');
  expect(await parameters({ paramFile: json })).toEqual({ limit: 3 });
  expect(await parameters({})).toBeUndefined();
});

test('what gives no parameters is refused with its place', async () => {
  await expect(parameters({ param: ['version'] })).rejects.toThrow(
    new Error("'--param' must be NAME=TEXT, got version: write --param version=1.2"),
  );
  await expect(parameters({ param: ['PATH=/tmp'] })).rejects.toThrow(
    new Error("'parameters' must leave reserved names alone, got PATH: choose a name of your own"),
  );
  await expect(parameters({ paramFile: '/nowhere' })).rejects.toThrow(
    new Error("'--param-file' must name a readable file, got /nowhere: nothing there"),
  );
  const list = scratch.write('list.yaml', '- a\n');
  await expect(parameters({ paramFile: list })).rejects.toThrow(
    new Error(`${list}:1:1: parameters must be a map of names to values, got another form`),
  );
  const broken = scratch.write('broken.yaml', 'a: 1\na: 2\n');
  await expect(parameters({ paramFile: broken })).rejects.toThrow(
    new RegExp(`^cannot use these parameters:\n${broken}:2:`),
  );
});

test('parameters reach a step of a run on this machine, and are never run', () => {
  scratch.write('flow.yaml', `- shell: test "$version" = "1.2; exit 1" && test \${version} = "$(printenv version)"\n`);
  scratch.commit();
  const given = ['--param', 'version=1.2;exit', '--run-id', 'wrong'];
  expect(scratch.prodigy('run', 'flow.yaml', ...given).status).toBe(1);
  scratch.write('flow.yaml', `- shell: test "$version" = "1.2;exit" && test "\${version}" = "$(printenv version)"\n`);
  const { status, stdout } = scratch.prodigy('run', 'flow.yaml', '--param', 'version=1.2;exit', '--run-id', 'mine');
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('run mine: complete') });
});

test('texts become what the workflow declares', async () => {
  const declared: ParameterDeclaration[] = [
    { name: 'limit', type: 'number', description: undefined, required: true, default: undefined },
    { name: 'mode', type: 'string', description: undefined, required: false, default: 'fast' },
  ];
  expect(await parameters({ param: ['limit=4'] }, declared)).toEqual({ limit: 4, mode: 'fast' });
  await expect(parameters({ param: ['limit=many'] }, declared)).rejects.toThrow(
    new Error('\'parameters.limit\' must be a number, got "many"'),
  );
});
