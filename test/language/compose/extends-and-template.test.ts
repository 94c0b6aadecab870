import { findingsIn, runs, shellTexts, variables } from './composed';

const BASE = `name: base
env: {APP: service, LEVEL: info, TOKEN: {command: pass}}
defaults: {db: {host: a, port: 1}}
parameters: {required: [version]}
commands: [{shell: build}, {shell: test}]
`;

test('what the file says is laid over what it extends', () => {
  const files = {
    'flow.yml': `extends: base
env: {LEVEL: debug, TOKEN: none}
defaults: {db: {port: 2}}
parameters: {optional: [{name: version, default: x}]}
`,
    'bases/base.yml': BASE,
  };
  expect(shellTexts(files)).toEqual(['build', 'test']);
  expect(variables(files)).toEqual({ db: '{"host":"a","port":2}', APP: 'service', LEVEL: 'debug', TOKEN: 'none' });
  expect(runs(files)).toMatchObject({ name: 'base', parameters: [{ name: 'version', required: false, default: 'x' }] });
});

test('steps of the file replace those of its base, imports follow them', () => {
  const files = {
    'flow.yml': 'extends: base.yml\nimports: [{path: a.yml}]\ncommands: [{shell: own}]\n',
    'base.yml': BASE,
    'a.yml': '- shell: a\n',
  };
  expect(shellTexts(files)).toEqual(['own', 'a']);
  expect(shellTexts({ ...files, 'flow.yml': 'extends: base.yml\ncommands: []\n' })).toEqual(['build', 'test']);
});

test.each(['base.yml', 'base.yaml', 'bases/base.yml', 'templates/base.yaml', 'workflows/base.yml'])(
  'a name is found as %s',
  (path) => {
    expect(shellTexts({ 'flow.yml': 'extends: base\n', [path]: BASE })).toEqual(['build', 'test']);
  },
);

test('a base may have a base', () => {
  const files = {
    'flow.yml': 'extends: mid\nenv: {LEVEL: own}\n',
    'mid.yml': 'extends: base\nenv: {LEVEL: mid, APP: mid}\n',
    'base.yml': BASE,
  };
  expect(variables(files)).toMatchObject({ LEVEL: 'own', APP: 'mid' });
});

const TEMPLATE = `parameters: {required: [app, {name: size, type: number}], optional: [colour]}
defaults: {replicas: 3}
commands: [{shell: 'deploy \${app} \${size}', timeout: 5}]
`;

test('a template gets values, which the command line may still change, and its steps come last', () => {
  const files = {
    'flow.yml': 'template: {name: t, source: deploy, with: {app: "a; b", replicas: 5}}\ncommands: [{shell: own}]\n',
    '.prodigy/templates/deploy.yml': TEMPLATE,
  };
  expect(shellTexts(files)).toEqual(['own', 'deploy ${app} ${size}']);
  expect(
    runs(files).parameters.map(({ name, type, required, default: value }) => [name, type, required, value]),
  ).toEqual([
    ['size', 'number', true, undefined],
    ['colour', 'any', false, undefined],
    ['app', 'any', false, 'a; b'],
    ['replicas', 'any', false, 5],
  ]);
});

test('a template without declarations takes any value', () => {
  const files = {
    'flow.yml': 'template: {source: {file: t.yml}, with: {app: x}}\n',
    't.yml': '- shell: echo ${app}\n',
  };
  expect(runs(files).parameters).toMatchObject([{ name: 'app', default: 'x', required: false }]);
});

test('fields of a template are replaced by key or by path', () => {
  const files = {
    'flow.yml':
      'template: {source: t.yml, with: {app: a, size: 1}, override: {env: {A: 1}, "commands[0].timeout": 9, defaults.replicas: 4}}\n',
    't.yml': `env: {B: 2}\n${TEMPLATE}`,
  };
  expect(runs(files).commands[0]).toMatchObject({ timeoutSeconds: 9 });
  expect(variables(files)).toEqual({ replicas: '4', B: '2', A: '1' });
});

test.each([
  [
    'extends: none',
    "1:10: 'extends' must name a workflow file, got 'none': nothing at none.yml, none.yaml, bases/none.yml, bases/none.yaml, templates/none.yml, templates/none.yaml, workflows/none.yml, workflows/none.yaml, .prodigy/templates/none.yml, .prodigy/templates/none.yaml",
  ],
  ['extends: [a]', '1:10: \'extends\' must be the name or path of a workflow file, got ["a"]'],
  ['template: {source: no/t.yml}', "1:20: 'source' must name a workflow file, got 'no/t.yml': nothing there"],
  ['template: {source: {file: no.yml}}', "1:27: 'file' must name a workflow file, got 'no.yml': nothing there"],
  ['template: {with: {}}', "1:11: 'source' must be the name or path of a workflow file, got nothing"],
  [
    'template: {source: t, with: {ap: x}}',
    "1:34: 'with' must name parameters of the template, got 'ap': did you mean 'app'?",
  ],
  [
    'template: {source: t, with: {weight: x}}',
    "1:38: 'with' must name parameters of the template, got 'weight': it has app, size, colour, replicas",
  ],
  [
    'parameters: {required: [app]}\ntemplate: {source: t, with: {app: x, size: 1}}',
    "2:35: 'with' must not set parameters of this file, got 'app': remove one of them",
  ],
  [
    'template: {source: t, with: {app: "${other}", size: 1}}',
    "1:30: 'with' holds values: what looks like a reference stays as it is written",
  ],
  ['template: {source: t, with: {app: x, size: big}}', '1:44: parameter \'size\' must be a number, got "big"'],
  [
    'template: {source: t, override: {"commands[3].timeout": 1}}',
    "1:57: 'override' must have keys of the template, or paths such as commands[0].timeout, got 'commands[3].timeout': there is nothing of that name",
  ],
  [
    'template: {source: t, override: {tiemout: 1}}',
    "1:34: unknown key 'tiemout' is ignored: the format has no such key here",
  ],
])('%s is answered', (text, finding) => {
  expect(findingsIn({ 'flow.yml': `${text}\ncommands: [{shell: ls}]\n`, 't.yml': TEMPLATE })).toContain(
    `flow.yml:${finding}`,
  );
});
