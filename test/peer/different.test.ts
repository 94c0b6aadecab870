import { realWorkflow } from '../../tools/prodigy-crate';
import { type End, ours, peers, type Subject } from './both';
import { commit, ITEMS, mapReduce, TOUCH, touched } from './workflows';

interface Different extends Subject {
  readonly ours: Partial<End>;
  readonly peers: Partial<End>;
}

/** Each under what the engine does on purpose otherwise than Prodigy 0.4.4, and why. */
const WORKFLOWS: Readonly<Record<string, Different>> = {
  'a condition decides: Prodigy reads it and runs the step in any case': {
    workflow: `- shell: touch made && ${commit('made')}\n  when: "\${flag} == 'yes'"\n`,
    ours: { ok: true, files: {} },
    peers: { ok: true, files: touched('made') },
  },
  'a name is a label: to Prodigy it is a slash command, and the shell text is lost': {
    workflow: `- name: label\n  shell: touch made && ${commit('made')}\n`,
    ours: { ok: true, files: touched('made'), prompts: [] },
    peers: { ok: true, files: {}, prompts: ['/label'] },
  },
  'a failed step fails its item: Prodigy goes on with the next step': {
    workflow: mapReduce(`    - shell: exit 1\n${TOUCH}`),
    files: ITEMS,
    ours: { ok: true, files: {} },
    peers: { ok: true, files: touched('a', 'b', 'c') },
  },
  'a handler of an item repairs until its step succeeds: Prodigy runs it once, and the step no more': {
    workflow: mapReduce(
      `    - shell: test -e fixed\n      on_failure:\n        claude: /fix\n        max_attempts: 3\n${TOUCH}`,
    ),
    files: { 'items.json': '[{"name": "a"}]' },
    answers: { fix: 'echo >> tries; test "$(wc -l < tries)" -lt 2 || touch fixed' },
    ours: { ok: true, files: { a: '', fixed: '', tries: '' }, prompts: ['/fix', '/fix'] },
    peers: { ok: true, files: { a: '', tries: '' }, prompts: ['/fix'] },
  },
  'items have outputs of steps: Prodigy leaves the reference to a shell that cannot read it': {
    workflow: mapReduce(
      `    - shell: echo "<\${item.name}>"\n      capture_output: true\n    - shell: echo "\${shell.output}" > \${item.name}; ${commit('x')}\n      commit_required: true\n`,
    ),
    files: ITEMS,
    ours: { ok: true, files: { a: '<a>', b: '<b>', c: '<c>' } },
    peers: { ok: true, files: {} },
  },
  'fields lie in fields: Prodigy knows the first level of an item': {
    workflow: mapReduce(
      `    - shell: echo '\${item.deep.x}' > \${item.name}; ${commit('x')}\n      commit_required: true\n`,
    ),
    files: ITEMS,
    ours: { files: { a: 'p', b: 'q', c: 'r' } },
    peers: { files: { a: '${item.deep.x}', b: '${item.deep.x}', c: '${item.deep.x}' } },
  },
  'an item may be a text: Prodigy knows objects': {
    workflow: mapReduce(`    - shell: echo '\${item}' > \${item_id}; ${commit('x')}\n      commit_required: true\n`),
    files: { 'items.json': '["s", "t"]' },
    ours: { files: { item_0: 's', item_1: 't' } },
    peers: { files: { item_0: '${item}', item_1: '${item}' } },
  },
  'a value is data: Prodigy makes it a part of the script': {
    workflow: mapReduce(
      `    - shell: echo "\${item.name}" > \${item_id}; ${commit('x')}\n      commit_required: true\n`,
    ),
    files: { 'items.json': '[{"name": "$(echo run)"}]' },
    ours: { files: { item_0: '$(echo run)' } },
    peers: { files: { item_0: 'run' } },
  },
  'an apostrophe in a value ends no quotes: with Prodigy the item is lost': {
    workflow: mapReduce(
      `    - shell: echo '\${item.name}' > \${item_id}; ${commit('x')}\n      commit_required: true\n`,
    ),
    files: { 'items.json': `[{"name": "it's"}, {"name": "b"}]` },
    ours: { files: { item_0: "it's", item_1: 'b' } },
    peers: { files: { item_1: 'b' } },
  },
  'numbers are compared as numbers: to Prodigy no integers are equal': {
    workflow: mapReduce(undefined, { map: '  filter: "n == 2"\n' }),
    files: ITEMS,
    ours: { files: touched('b', 'c') },
    peers: { files: {} },
  },
  'distinct leaves items out: Prodigy reads the key and forgets it': {
    workflow: mapReduce(undefined, { map: '  distinct: n\n' }),
    files: ITEMS,
    ours: { files: touched('a', 'b') },
    peers: { files: touched('a', 'b', 'c') },
  },
  'offset leaves items out: Prodigy reads the key and forgets it': {
    workflow: mapReduce(undefined, { map: '  offset: 2\n' }),
    files: ITEMS,
    ours: { files: touched('c') },
    peers: { files: touched('a', 'b', 'c') },
  },
  'every commit of an item is merged: Prodigy merges where a step has commit_required, else the work is lost': {
    workflow: mapReduce(`    - shell: touch \${item.name} && ${commit('x')}\n`),
    files: ITEMS,
    ours: { files: touched('a', 'b', 'c'), commits: 3 },
    peers: { files: {}, commits: 0 },
  },
  'an item without the commit that it must make fails: to Prodigy it is a success': {
    workflow: mapReduce('    - shell: echo nothing\n      commit_required: true\n', {
      reduce: `reduce:\n  - shell: echo "\${map.successful} \${map.failed}" > sum && ${commit('sum')}\n`,
    }),
    files: ITEMS,
    ours: { files: { sum: '0 3' } },
    peers: { files: { sum: '3 0' } },
  },
  'agents have what setup left untracked: with Prodigy they have commits alone': {
    workflow: mapReduce(
      `    - shell: cat notes > \${item.name}; git add \${item.name} && git commit -q -m x\n      commit_required: true\n`,
      { top: 'setup:\n  - shell: echo shared > notes\n' },
    ),
    files: ITEMS,
    ours: { files: { a: 'shared', b: 'shared', c: 'shared' } },
    peers: { files: touched('a', 'b', 'c') },
  },
  'json_path is of what a command prints: Prodigy puts an object into a list first': {
    workflow: mapReduce().replace('input: items.json', 'input: cat list.json').replace('$[*]', '$.items[*]'),
    files: { 'list.json': '{"items": [{"name": "a"}]}' },
    ours: { ok: true, files: touched('a') },
    peers: { ok: true, files: {} },
  },
  'reduce has the variables of the workflow: with Prodigy it has none': {
    workflow: mapReduce(undefined, {
      top: 'env: { NAME: ada }\n',
      reduce: `reduce:\n  - shell: echo "<$NAME>" > env && ${commit('env')}\n`,
    }),
    files: { 'items.json': '[{"name": "a"}]' },
    ours: { files: { a: '', env: '<ada>' } },
    peers: { files: { a: '', env: '<>' } },
  },
  'a number is a value of a variable: it costs Prodigy all variables': {
    workflow: `env: { PORT: 8080, NAME: ada }\ncommands:\n- shell: echo "$PORT $NAME" > env && ${commit('env')}\n`,
    ours: { files: { env: '8080 ada' } },
    peers: { files: { env: '' } },
  },
  'a step of a standard workflow has a time limit: Prodigy knows it in setup': {
    workflow: '- shell: sleep 3\n  timeout: 1\n',
    ours: { ok: false },
    peers: { ok: true },
  },
  'a standard workflow captures JSON under a name: to Prodigy that is no key, and no shell can read the reference': {
    workflow: `- shell: echo '[7]'\n  capture: x\n  capture_format: json\n- shell: echo "\${x[0]}" > out && ${commit('out')}\n`,
    ours: { ok: true, files: { out: '7' } },
    peers: { ok: false, files: {} },
  },
  'a standard workflow writes files: Prodigy ends with an error': {
    workflow: `- write_file: { path: a.txt, content: hello }\n- shell: ${commit('a')}\n`,
    ours: { ok: true, files: { 'a.txt': 'hello' } },
    peers: { ok: false, files: {} },
  },
  'a handler may be a list of steps: Prodigy cannot read it': {
    workflow: `- shell: test -e fixed\n  on_failure:\n    - shell: touch fixed\n    - shell: ${commit('handled')}\n`,
    ours: { ok: true, files: touched('fixed') },
    peers: { ok: false, files: {} },
  },
  'a handler is told what failed: Prodigy leaves the reference as it is': {
    workflow:
      '- shell: echo broken >&2; test -e fixed\n  on_failure:\n    claude: /fix ${shell.output}\n    max_attempts: 2\n',
    answers: { fix: `touch fixed; ${commit('fixed')}` },
    ours: { files: touched('fixed'), prompts: ['/fix broken'] },
    peers: { files: touched('fixed'), prompts: ['/fix ${shell.output}'] },
  },
  'what no one set stays as it is: Prodigy rewrites $2, and awk cannot read that': {
    workflow: `- shell: echo 'a b' | awk '{ print $2 }' > out && ${commit('out')}\n`,
    ours: { ok: true, files: { out: 'b' } },
    peers: { ok: false, files: {} },
  },
  'merge steps may commit, and the result is merged behind them: Prodigy leaves the merge to them and fails': {
    workflow: `commands:\n- shell: touch one && ${commit('one')}\nmerge:\n- shell: touch merged && ${commit('merged')}\n`,
    ours: { ok: true, files: touched('one', 'merged') },
    peers: { ok: false, files: {} },
  },
};

test.each(Object.entries(WORKFLOWS))('%s', async (_, { ours: own, peers: other, ...subject }) => {
  expect({ ours: await ours(subject), peers: await peers(subject) }).toMatchObject({ ours: own, peers: other });
});

test('labelled steps of a real file run: Prodigy tells Claude their names', async () => {
  const subject = {
    workflow: await realWorkflow('workflows/environment-example.yml'),
    files: { 'frontend/.keep': '', 'backend/.keep': '' },
  };
  expect((await ours(subject)).prompts).toEqual([]);
  expect((await peers(subject)).prompts).toContain('/Show environment');
});

test('captures of a real file reach the steps after it: Prodigy leaves references to a shell that cannot read them', async () => {
  const subject = { workflow: await realWorkflow('examples/capture-json-processing.yml') };
  const nothing = { files: {}, commits: 0 };
  // Here it is the author's own JSON that is none, at the end.
  expect(await ours(subject)).toMatchObject({ ok: false, ...nothing });
  expect(await peers(subject)).toMatchObject({ ok: false, ...nothing });
});

test('a real file that says which streams it captures runs: Prodigy cannot read it', async () => {
  const subject = {
    workflow: await realWorkflow('examples/capture-conditional-flow.yml'),
    files: { 'Cargo.toml': '[package]\nversion = "1.2.3"\n', silent: '' },
  };
  expect({ ours: await ours(subject), peers: await peers(subject) }).toMatchObject({
    ours: { ok: true },
    peers: { ok: false, files: {} },
  });
});
