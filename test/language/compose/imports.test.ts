import { composeFiles, findingsIn, runs, shellTexts, variables } from './composed';

const TESTS = `commands:
  - {shell: one, id: first}
  - {shell: two, name: second}
parameters: {optional: [{name: level, default: 1}]}
workflows: {deploy: {source: deploy.yml}}
`;
const DEPLOY = '- shell: deploy\n';

test('the steps of imports run after those of the file, in their order', () => {
  const files = {
    'flow.yml': 'imports: [{path: a.yml}, {path: parts/b.yml}]\ncommands: [{shell: own}]\n',
    'a.yml': '- shell: a\n',
    'parts/b.yml': 'imports: [{path: c.yml}]\ncommands: [{shell: b}]\n',
    'parts/c.yml': '- shell: c\n',
  };
  expect(shellTexts(files)).toEqual(['own', 'a', 'b', 'c']);
  expect(findingsIn(files)).toEqual([]);
});

test('a path is looked up beside the file that names it, then from the top', () => {
  const files = {
    'ci/flow.yml': 'imports: [{path: a.yml}, {path: ../b.yml}, {path: parts/c.yml}]\n',
    'ci/a.yml': '- shell: beside\n',
    'a.yml': '- shell: top\n',
    'b.yml': '- shell: above\n',
    'parts/c.yml': '- shell: from the top\n',
  };
  expect(shellTexts(files, 'ci/flow.yml')).toEqual(['beside', 'above', 'from the top']);
});

test('names of the file win over those of its imports', () => {
  const files = {
    'flow.yml':
      'name: mine\nimports: [{path: a.yml}]\nenv: {LEVEL: own}\nenv_files: [own.env]\ncommands: [{shell: ls}]\n',
    'a.yml': 'name: theirs\nenv: {LEVEL: a, PORT: 1.10, ON: true}\nenv_files: [a.env]\nmerge: [{shell: merge}]\n',
  };
  expect(variables(files)).toEqual({ LEVEL: 'own', PORT: '1.10', ON: 'true' });
  expect(runs(files)).toMatchObject({ name: 'mine', envFiles: ['a.env', 'own.env'] });
  expect(runs(files).merge?.steps).toHaveLength(1);
});

test.each([
  ['[0]', ['own', 'one']],
  ['[second, first]', ['own', 'two', 'one']],
  ['[level]', ['own']],
])('selective %s takes these steps', (selective, texts) => {
  const files = {
    'flow.yml': `imports: [{path: a.yml, selective: ${selective}}]\ncommands: [{shell: own}]\n`,
    'a.yml': TESTS,
    'deploy.yml': DEPLOY,
  };
  expect(shellTexts(files)).toEqual(texts);
  expect(runs(files).parameters.map(({ name }) => name)).toEqual(selective === '[level]' ? ['level'] : []);
});

test("an alias brings in a file's sub-workflows alone, and says so", () => {
  const files = {
    'flow.yml': 'imports: [{path: a.yml, alias: prod}]\ncommands: [{shell: own}]\n',
    'a.yml': TESTS,
    'deploy.yml': DEPLOY,
  };
  expect(shellTexts(files)).toEqual(['own']);
  const result = composeFiles(files);
  expect(result.ok && Object.keys(result.workflow.keys)).toContain('workflows');
  expect(findingsIn(files)).toEqual([
    "a.yml:5:1: 'workflows' never run, only this file's own steps do: append those of another file with 'imports'",
    "flow.yml:1:25: the steps of an import with 'alias' do not run: remove it to append them to this file's",
  ]);
});

const own = (imports: string) => `imports: ${imports}\ncommands: [{shell: ls}]\n`;

test.each([
  [own('[{path: none.yml}]'), "1:18: 'path' must name a workflow file, got 'none.yml': nothing there"],
  [own('[{path: ../x.yml}]'), "1:18: 'path' must name a workflow file, got '../x.yml': it leads out of the repository"],
  [
    own('[{path: /etc/x.yml}]'),
    "1:18: 'path' must name a workflow file, got '/etc/x.yml': write a path from this file, with '/' between names",
  ],
  [
    own("[{path: 'a\\x.yml'}]"),
    "1:18: 'path' must name a workflow file, got 'a\\x.yml': write a path from this file, with '/' between names",
  ],
  [
    own('[{path: "https://example.com/x.yml"}]'),
    "1:18: 'path' must name a workflow file, got 'https://example.com/x.yml': files come from the repository alone, commit it there",
  ],
  [
    own('[{path: map.yml}]'),
    "1:18: 'path' must name a standard file, got map.yml with 'mode: mapreduce': only those are composed",
  ],
  [own('[{path: text.yml}]'), "1:18: 'path' must name a list of steps or a mapping, got another form in text.yml"],
  [
    own('[{path: flow.yml}]'),
    "1:18: 'path' must not lead back to a file that names this one, got flow.yml: flow.yml > flow.yml",
  ],
  [
    own('[{path: a.yml, alias: x}, {path: b.yml, alias: x}]'),
    "1:57: 'alias' must be used once, got 'x' again: choose another",
  ],
  [
    own('[{path: a.yml, selective: [secnd]}]'),
    "1:37: 'selective' must name steps, workflows or parameters of a.yml, got 'secnd': did you mean 'second'?",
  ],
  [
    own('[{path: a.yml, selective: [7]}]'),
    "1:37: 'selective' must name steps, workflows or parameters of a.yml, got '7': it has 2 steps, numbered from 0",
  ],
  [
    own('[{path: a.yml, alias: x, selective: [0]}]'),
    "1:35: 'selective' has no effect with 'alias': remove one of them",
  ],
  [own('a.yml'), '1:10: \'imports\' must be a list of files, got "a.yml"'],
  [own('[a.yml]'), '1:11: entry 1 of \'imports\' must be a mapping, got "a.yml"'],
  [own('[{path: a.yml, alias: a b}]'), '1:32: \'alias\' must be a name (letters, digits, _ and -), got "a b"'],
  [own('[{path: a.yml, as: x}]'), "1:25: unknown key 'as' is ignored: the format has no such key here"],
])('%s is answered', (text, finding) => {
  const files = {
    'flow.yml': text,
    'a.yml': TESTS,
    'b.yml': DEPLOY,
    'deploy.yml': DEPLOY,
    'map.yml': 'mode: mapreduce\nmap: {input: a, agent_template: [{shell: ls}]}\n',
    'text.yml': 'hello\n',
  };
  expect(findingsIn(files)).toContain(`flow.yml:${finding}`);
});

test('a circle of files is told with its way, in the file that closes it', () => {
  const files = {
    'flow.yml': 'imports: [{path: a.yml}]\ncommands: [{shell: ls}]\n',
    'a.yml': '\nimports:\n  - path: b.yml\n',
    'b.yml': 'extends: a\n',
  };
  expect(findingsIn(files)).toEqual([
    "b.yml:1:10: 'extends' must not lead back to a file that names this one, got a.yml: flow.yml > a.yml > b.yml > a.yml",
  ]);
});

test('files may lead to one another 16 deep, and be named 256 times', () => {
  const chain = (depth: number) => ({
    ...Object.fromEntries(
      Array.from({ length: depth }, (_, at) => [
        `f${at}.yml`,
        `imports: [{path: f${at + 1}.yml}]\ncommands: [{shell: s}]`,
      ]),
    ),
    [`f${depth}.yml`]: '- shell: last\n',
  });
  expect(findingsIn(chain(16), 'f0.yml')).toEqual([]);
  expect(findingsIn(chain(17), 'f0.yml')).toEqual([
    "f16.yml:1:18: 'path' must lead through at most 16 files, got another: write fewer layers",
  ]);
  const many = (count: number) => ({
    'flow.yml': `imports: [${'{path: a.yml}, '.repeat(count)}]\n`,
    'a.yml': '- shell: ls\n',
  });
  expect(findingsIn(many(256))).toEqual([]);
  expect(findingsIn(many(257))).toEqual([
    expect.stringMatching(
      /^flow\.yml:1:\d+: 'path' must be one of at most 256 files, got another: name each file less often$/,
    ),
  ]);
});

test('files are bounded together, and one that cannot be read is read once', () => {
  const flow = `imports: [${'{path: a.yml}, '.repeat(256)}]\n`;
  const large = `commands: [{shell: ls}]\nenv: {A: [${'1,'.repeat(5000)}]}\n`;
  expect(findingsIn({ 'flow.yml': flow, 'a.yml': large })[0]).toMatch(
    /^flow\.yml:1:\d+: 'path' must lead to at most 10000 values in all, got more in a\.yml$/,
  );
  expect(findingsIn({ 'flow.yml': flow, 'a.yml': `${large}: [` })).toEqual([expect.stringMatching(/^a\.yml:3:/)]);
  const long = {
    'flow.yml': 'imports: [{path: a.yml}, {path: b.yml}]\n',
    'a.yml': `# ${'x'.repeat(1_500_000)}\n- shell: ls\n`,
  };
  expect(findingsIn({ ...long, 'b.yml': long['a.yml'] })).toEqual([
    "flow.yml:1:33: 'path' must lead to at most 2097152 bytes in all files, got more in b.yml",
  ]);
});

test('imports that contradict one another are told, unless the file itself decides', () => {
  const files = {
    'flow.yml': 'imports: [{path: a.yml}, {path: b.yml}]\ncommands: [{shell: ls}]\n',
    'a.yml': 'env: {LEVEL: a, SAME: x}\nparameters: {required: [{name: size, type: number}]}\n',
    'b.yml': 'env: {LEVEL: b, SAME: x}\nparameters: {required: [{name: size, type: string}]}\n',
  };
  expect(findingsIn(files)).toEqual([
    "b.yml:1:14: 'LEVEL' must have one value, got another than in a.yml: set it in flow.yml",
    "b.yml:2:25: parameter 'size' must have one type, got another than in a.yml: rename one of them",
  ]);
  const decided = { ...files, 'flow.yml': `${files['flow.yml']}env: {LEVEL: own}\n`, 'b.yml': 'env: {LEVEL: b}\n' };
  expect(findingsIn(decided)).toEqual([]);
});

test('what is wrong in an imported file is told with its place there', () => {
  const files = {
    'flow.yml': 'imports: [{path: a.yml}]\ncommands: [{shell: ls}]\n',
    'a.yml': 'comands: x\ncommands:\n  - shell: ls\n    timeout: soon\n',
  };
  expect(findingsIn(files)).toEqual([
    'a.yml:4:14: \'timeout\' must be a whole number of seconds from 1, got "soon"',
    "a.yml:1:1: unknown key 'comands' is ignored: did you mean 'commands'?",
  ]);
  expect(findingsIn({ ...files, 'a.yml': '- claude: "/x ${itm.id}"\n' })).toEqual([
    expect.stringMatching(/^a\.yml:1:15: '\$\{itm\.id\}' is not set here/),
  ]);
  expect(findingsIn({ ...files, 'a.yml': 'a: [\n' })[0]).toMatch(/^a\.yml:2:1: not valid YAML: /);
});

test('MapReduce files are not composed', () => {
  const text = 'mode: mapreduce\nimports: [{path: a.yml}]\nmap: {input: a, agent_template: [{shell: ls}]}\n';
  expect(findingsIn({ 'flow.yml': text })).toEqual([
    "flow.yml:2:1: 'imports' belongs to standard files: write the steps of the other file into this one",
  ]);
});

test('sub-workflows must be workflows that are there', () => {
  const files = {
    'flow.yml': 'workflows: {a: {source: a.yml}, b: {source: none.yml}}\ncommands: [{shell: ls}]\n',
    'a.yml': 'commands: [{shel: ls}]\nworkflows: {back: {source: flow.yml}}\n',
  };
  expect(findingsIn(files).filter((finding) => !finding.includes('never run'))).toEqual([
    "a.yml:1:12: a step must have one command, got none: add 'shell' or 'claude'",
    "flow.yml:1:45: 'source' must name a workflow file, got 'none.yml': nothing there",
    "a.yml:1:13: unknown key 'shel' is ignored: did you mean 'shell'?",
  ]);
});
