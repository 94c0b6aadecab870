import { realWorkflow } from '../../tools/prodigy-crate';
import { type End, ours, peers, type Subject } from './both';
import { commit, ITEMS, mapReduce, touched } from './workflows';

interface Same extends Subject {
  readonly end: Partial<End>;
}

const WORKFLOWS: Readonly<Record<string, Same>> = {
  'commits of steps': {
    workflow: `- shell: echo one > one && ${commit('one')}\n- shell: echo two > two && ${commit('two')}\n  commit_required: true\n`,
    end: { ok: true, files: { one: 'one', two: 'two' }, commits: 2 },
  },
  'a step that fails: nothing is merged': {
    workflow: `- shell: touch one && ${commit('one')}\n- shell: exit 3\n`,
    end: { ok: false, files: {} },
  },
  'an output under a name': {
    workflow: `- shell: echo hello\n  capture_output: greeting\n- shell: echo "got \${greeting}" > got && ${commit('got')}\n`,
    end: { ok: true, files: { got: 'got hello' } },
  },
  'an output as shell.output': {
    workflow: `- shell: echo hello\n  capture_output: true\n- shell: echo "got \${shell.output}" > got && ${commit('got')}\n`,
    end: { ok: true, files: { got: 'got hello' } },
  },
  'an argument': {
    workflow: `- shell: echo $ARG > arg && ${commit('arg')}\n`,
    argument: 'spec-1',
    end: { ok: true, files: { arg: 'spec-1' } },
  },
  'variables of the workflow': {
    workflow: `env: { NAME: ada }\ncommands:\n- shell: echo $NAME > env && ${commit('env')}\n`,
    end: { ok: true, files: { env: 'ada' } },
  },
  'what nobody set, and what the shell has a default for': {
    workflow: `- shell: echo $UNSET_X \${UNSET_Y:-default} > out && ${commit('out')}\n`,
    end: { ok: true, files: { out: 'default' } },
  },
  'a step of Claude': {
    workflow: '- claude: /fix it now\n  commit_required: true\n',
    answers: { fix: `echo fixed > fixed; ${commit('fix')}` },
    end: { ok: true, files: { fixed: 'fixed' }, commits: 1, prompts: ['/fix it now'] },
  },
  'a commit that is missing': {
    workflow: '- claude: /fix\n  commit_required: true\n',
    end: { ok: false, files: {}, prompts: ['/fix'] },
  },
  'a handler that repairs': {
    workflow: `- shell: test -e fixed\n  on_failure:\n    claude: /fix\n    max_attempts: 3\n    fail_workflow: true\n- shell: ${commit('done')}\n`,
    answers: { fix: 'touch fixed' },
    end: { ok: true, files: { fixed: '' }, prompts: ['/fix'] },
  },
  'a handler that never repairs: attempts are counted alike': {
    workflow: '- shell: exit 1\n  on_failure:\n    claude: /fix\n    max_attempts: 3\n    fail_workflow: true\n',
    end: { ok: false, files: {}, prompts: ['/fix', '/fix'] },
  },
  'a handler that never repairs what may fail': {
    workflow: `- shell: exit 1\n  on_failure:\n    claude: /fix\n    max_attempts: 3\n    fail_workflow: false\n- shell: git commit -q --allow-empty -m on\n`,
    end: { ok: true, commits: 1, prompts: ['/fix', '/fix'] },
  },
  'commits of items': {
    workflow: mapReduce(),
    files: ITEMS,
    end: { ok: true, files: touched('a', 'b', 'c'), commits: 3 },
  },
  'a filter of texts': {
    workflow: mapReduce(undefined, { map: `  filter: "name != 'b'"\n` }),
    files: ITEMS,
    end: { ok: true, files: touched('a', 'c'), commits: 2 },
  },
  'the first of sorted items': {
    workflow: mapReduce(undefined, { map: '  sort_by: name DESC\n  max_items: 1\n' }),
    files: ITEMS,
    end: { ok: true, files: touched('c'), commits: 1 },
  },
  'a reduce phase with its numbers': {
    workflow: mapReduce(undefined, {
      reduce: `reduce:\n  - shell: echo "\${map.successful} of \${map.total}" > sum && ${commit('sum')}\n`,
    }),
    files: ITEMS,
    end: { ok: true, files: { ...touched('a', 'b', 'c'), sum: '3 of 3' }, commits: 4 },
  },
  'no items: nothing is reduced': {
    workflow: mapReduce(undefined, { reduce: `reduce:\n  - shell: touch reduced && ${commit('reduced')}\n` }),
    files: { 'items.json': '[]' },
    end: { ok: true, files: {}, commits: 0 },
  },
};

test.each(Object.entries(WORKFLOWS))('both end alike: %s', async (_, { end, ...subject }) => {
  expect({ ours: await ours(subject), peers: await peers(subject) }).toMatchObject({ ours: end, peers: end });
});

test.each<[string, Partial<End>]>([
  [
    'workflows/tests/minimal-mapreduce.yml',
    {
      ok: true,
      files: Object.fromEntries(
        ['one', 'two', 'three'].map((name, index) => [
          `output-item-${name}.txt`,
          `Processed by agent: item-${name}\nItem ID: ${index + 1}`,
        ]),
      ),
      commits: 3,
    },
  ],
  ['workflows/test-mapreduce-context.yml', { ok: true, files: {}, commits: 0 }],
  ['workflows/tests/test-sequential-resume.yml', { ok: true, files: {}, commits: 0 }],
])('both end alike: %s', async (name, end) => {
  const subject = { workflow: await realWorkflow(name) };
  expect({ ours: await ours(subject), peers: await peers(subject) }).toMatchObject({ ours: end, peers: end });
});
