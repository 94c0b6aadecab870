import { checkedParameters } from '../../../contract/parameters';
import { formatFinding } from '../../../language/finding';
import * as engineNames from '../../../language/names/engine-names';
import { loadWorkflow, parseWorkflow } from '../../../language/parse-workflow';
import { findings, workflow } from '../findings-of';

const STEPS = 'commands: [{shell: ls}]';

test('parameters are declared with type, description and default', () => {
  const text = `parameters:
  required: [version, {name: limit, type: Number}]
  optional: [{name: hosts, type: array, description: where, default: [a]}]
${STEPS}`;
  expect(workflow(text).parameters).toEqual([
    { name: 'version', type: 'any', description: undefined, required: true, default: undefined },
    { name: 'limit', type: 'number', description: undefined, required: true, default: undefined },
    { name: 'hosts', type: 'array', description: 'where', required: false, default: ['a'] },
  ]);
});

test("'defaults' give values to parameters that have none, and become variables below 'env'", () => {
  const text = `defaults: {limit: 3, size: 4, PORT: 1.10, HOSTS: [a, b], LEVEL: info}
env: {LEVEL: debug}
parameters: {optional: [limit, {name: size, default: 5}]}
${STEPS}`;
  const { parameters, env } = workflow(text);
  expect(parameters.map((parameter) => parameter.default)).toEqual([3, 5]);
  expect(Object.entries(env).map(([name, value]) => [name, value.kind === 'text' && value.text])).toEqual([
    ['PORT', '1.10'],
    ['HOSTS', '["a","b"]'],
    ['LEVEL', 'debug'],
  ]);
});

test('references may name what is declared', () => {
  const text = 'parameters: {optional: [vversion]}\ncommands: [{claude: "/go ${vversion.major} ${missing}"}]';
  expect(findings(text)).toEqual([expect.stringMatching(/^2:\d+: '\$\{missing\}' is not set here/)]);
});

test.each([
  ['parameters: [a]', '1:13: \'parameters\' must be a mapping, got ["a"]'],
  ['parameters: {required: a}', '1:24: \'required\' must be a list of parameters, got "a"'],
  ['parameters: {required: [3]}', "1:25: entry 1 of 'required' must be a name, or a mapping with one, got 3"],
  [
    'parameters: {required: [a-b]}',
    '1:25: entry 1 of \'required\' must be a name of letters, digits and underscores, got "a-b"',
  ],
  [
    'parameters: {optional: [{name: a, type: text}]}',
    "1:41: 'type' must be 'string', 'number', 'boolean', 'array', 'object' or 'any', got \"text\"",
  ],
  ['parameters: {optional: [{name: a, type: number, default: x}]}', '1:58: parameter \'a\' must be a number, got "x"'],
  [
    'parameters: {required: [PATH]}',
    "1:25: 'parameters' must leave reserved names alone, got PATH: choose a name of your own",
  ],
  ['parameters: {required: [a], optional: [a]}', "1:1: a parameter must be declared once, got 'a' again: remove one"],
  [
    'parameters: {optional: [{name: a, type: number}]}\ndefaults: {a: x}',
    '2:15: parameter \'a\' must be a number, got "x"',
  ],
  [
    'parameters: {optional: [{name: a, validation: "a > 1"}]}',
    "1:35: 'validation' is not evaluated: check the value in a step",
  ],
  ['defaults: [a]', '1:11: \'defaults\' must be a mapping of names to values, got ["a"]'],
  [
    'defaults: {a-b: x}',
    "1:12: a name in 'defaults' must have only letters, digits and _, and not start with a digit, got 'a-b'",
  ],
  [
    'workflows: {build: {source: build.yml}}',
    "1:1: 'workflows' never run, only this file's own steps do: append those of another file with 'imports'",
  ],
  ['workflows: {build: {}}', "1:20: 'source' must be the path of a workflow file, got nothing"],
])('%s is answered', (line, finding) => {
  expect(findings(`${line}\n${STEPS}`)[0]).toBe(finding);
});

test('no parameter can have a name that the engine sets, but that of the first argument, as of the others', () => {
  const names = Object.values(engineNames).flatMap((set) => Object.keys(set).filter((name) => name !== 'ARG_1'));
  expect(names.length).toBeGreaterThan(20);
  expect(checkedParameters({ ARG_1: 'x', ARG_2: 'y' })).toEqual({ ARG_1: 'x', ARG_2: 'y' });
  for (const name of [...names, 'env']) expect(() => checkedParameters({ [name]: 'x' })).toThrow('reserved names');
});

const PROFILES = `env: {LEVEL: info, PORT: 1}
profiles: {dev: {description: for me, LEVEL: debug}, prod: {LEVEL: warn}}
${STEPS}`;

test('the variables of the chosen profile win over those of the workflow', () => {
  const { env, profile } = loadWorkflow(PROFILES, 'w.yml', { profile: 'dev' });
  expect(profile).toBe('dev');
  expect(env).toEqual({
    LEVEL: { kind: 'text', text: 'debug', secret: false },
    PORT: { kind: 'text', text: '1', secret: false },
  });
  expect(workflow(PROFILES)).toMatchObject({ profile: undefined, env: { LEVEL: { text: 'info' } } });
});

test('settings of the file see the chosen profile', () => {
  const text = `mode: mapreduce
env: {AGENTS: 8}
profiles: {dev: {AGENTS: 2}}
map: {input: a.json, max_parallel: $AGENTS, agent_template: [{shell: ls}]}`;
  expect(loadWorkflow(text, 'w.yml', { profile: 'dev' })).toMatchObject({ map: { maxParallel: 2 } });
});

test.each([
  [PROFILES, 'prd', "w.yml:2:1: the chosen profile must be one of dev, prod, got prd: did you mean 'prod'?"],
  [PROFILES, 'x', 'w.yml:2:1: the chosen profile must be one of dev, prod, got x: choose one of them, or none'],
  [
    STEPS,
    'dev',
    "w.yml:1:1: the chosen profile must be absent, since the workflow has no profiles, got dev: add it to 'profiles'",
  ],
])('a profile that is not there is refused', (text, profile, message) => {
  const result = parseWorkflow(text, 'w.yml', { profile });
  expect(result.ok ? [] : result.errors.map(formatFinding)).toEqual([message]);
});
