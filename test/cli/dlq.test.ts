import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DeadLetter } from '../../contract/dead-letter';
import { Scratch } from './prodigy';

const FLOW = `
name: tidy
mode: mapreduce
setup:
  - shell: |
      printf '["a", "bad", "worse"]' > items.json
map:
  input: items.json
  max_parallel: 1
  agent_template:
    - name: make it
      shell: |
        test -e "$HOME/\${item}-is-good" || test "\${item}" = a || { echo "no network for \${item}"; exit 3; }
        echo \${item} > \${item}.txt && git add \${item}.txt && git commit -q -m "add \${item}"
reduce:
  - shell: echo \${map.successful} of \${map.total} > count.txt; git add count.txt; git commit -q -m count
`;

const scratch = new Scratch();
const home = scratch.env.HOME as string;
const folder = (run: string) => join(home, '.prodigy', 'dlq', run, run, 'mapreduce', 'dlq', run);
const good = (item: string) => scratch.write(`.home/${item}-is-good`, '');

beforeAll(() => {
  scratch.write('flow.yml', FLOW);
  scratch.write('.gitignore', '.home\n');
  scratch.commit();
  const { status } = scratch.prodigy('run', 'flow.yml', '--run-id', 'tidy-1', '--quiet');
  expect(status).toBe(0);
});
afterAll(() => scratch.remove());

const runsIn = (text: string): string[] => [...new Set(text.match(/tidy-1-retry-[0-9a-f]{8}/g))];

test("a run leaves the items that failed in Prodigy's shape where Prodigy keeps them", () => {
  expect(JSON.parse(readFileSync(join(folder('tidy-1'), 'index.json'), 'utf8'))).toEqual({
    job_id: 'tidy-1',
    items: ['item_1', 'item_2'],
  });
  const message = `map step 'make it' (line 11) failed with exit code 3: no network for bad`;
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(JSON.parse(readFileSync(join(folder('tidy-1'), 'items', 'item_1.json'), 'utf8'))).toEqual({
    item_id: 'item_1',
    item_data: 'bad',
    first_attempt: time,
    last_attempt: time,
    failure_count: 1,
    failure_history: [
      {
        attempt_number: 1,
        timestamp: time,
        error_type: { CommandFailed: { exit_code: 3 } },
        error_message: message,
        agent_id: 'tidy-1_agent_0',
        step_failed: 'make it',
        duration_ms: expect.any(Number),
      },
    ],
    error_signature: expect.stringMatching(/^[0-9a-f]{16}$/),
    reprocess_eligible: true,
    manual_review_required: false,
  });
});

test('dlq list shows them, as a table or as JSON', () => {
  const [heads, first, second] = scratch.prodigy('dlq', 'list').stdout.split('\n');
  expect(heads?.split(/ {2,}/)).toEqual(['RUN', 'ITEM', 'ATTEMPTS', 'ERROR', 'LAST', 'REASON']);
  expect(first).toMatch(
    /^tidy-1 {3}item_1 {3}1 +CommandFailed \(exit code 3\) {3}\S+Z {3}map step 'make it' \(line 11\)/,
  );
  expect(second).toMatch(/^tidy-1 {3}item_2 /);
  const { stdout } = scratch.prodigy('dlq', 'list', '--run', 'tidy-1', '--item', 'item_2', '-o', 'json');
  expect((JSON.parse(stdout) as DeadLetter[]).map(({ item_id }) => item_id)).toEqual(['item_2']);
});

test('dlq inspect shows one, attempt by attempt', () => {
  const { stdout } = scratch.prodigy('dlq', 'inspect', 'item_1');
  expect(stdout).toMatch(/^item_1 of run tidy-1: failed once, last \S+Z\nitem: "bad"\nsignature: [0-9a-f]{16}\n/);
  expect(stdout).toContain("\n  map step 'make it' (line 11) failed with exit code 3: no network for bad\n");
  const unknown = scratch.prodigy('dlq', 'inspect', 'item_0');
  expect([unknown.status, unknown.stderr]).toEqual([
    4,
    'prodigy-k8s: there is no dead letter item_0: see prodigy-k8s dlq list\n',
  ]);
});

test('dlq export writes them once, over no file that is there', () => {
  expect(scratch.prodigy('dlq', 'export', 'dead.json').stderr).toBe('2 dead letters in dead.json\n');
  expect(JSON.parse(readFileSync(join(scratch.path, 'dead.json'), 'utf8'))).toHaveLength(2);
  expect(scratch.prodigy('dlq', 'export', 'dead.json').stderr).toBe(
    "prodigy-k8s: 'file' must be one that can be created, got dead.json: it already exists\n",
  );
});

test('dlq export - writes them to stdout', () => {
  const { stdout, stderr } = scratch.prodigy('dlq', 'export', '-');
  expect({ letters: JSON.parse(stdout).length, stderr }).toEqual({ letters: 2, stderr: '' });
});

test('run --from-dlq runs any workflow over them, and leaves them where they are', () => {
  scratch.write(
    'gentle.yml',
    FLOW.replace(/test -e.*exit 3; }/, ':').replace('items.json\n  max', 'nothing.json\n  max'),
  );
  const asked = ['run', 'gentle.yml', '--from-dlq', 'tidy-1', '--run-id', 'gentle', '-o', 'json'];
  const plan = scratch.prodigy(...asked, '--dry-run');
  expect(JSON.parse(plan.stdout).map.items).toEqual([
    { id: 'item_1', data: 'bad' },
    { id: 'item_2', data: 'worse' },
  ]);
  const { status, stdout } = scratch.prodigy(...asked, '--quiet');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ items: { total: 2, merged: 2, dead: 0 } });
  const tree = scratch.git('ls-tree', '--name-only', 'prodigy/gentle').split('\n');
  expect(tree).toEqual(['.gitignore', 'bad.txt', 'count.txt', 'flow.yml', 'worse.txt']);
  expect(JSON.parse(scratch.prodigy('dlq', 'list', '--run', 'tidy-1', '-o', 'json').stdout)).toHaveLength(2);
});

test('run --from-dlq is refused where there is nothing to work on', () => {
  scratch.write('list.yml', '- shell: "true"\n');
  const refused = (...args: string[]) => {
    const { status, stderr } = scratch.prodigy('run', ...args);
    return [status, stderr];
  };
  expect(refused('list.yml', '--from-dlq', 'tidy-1')).toEqual([
    2,
    "prodigy-k8s: '--from-dlq' must come with a workflow that has a map phase, got a list of steps\n",
  ]);
  expect(refused('flow.yml', '--from-dlq', 'gentle')).toEqual([
    4,
    'prodigy-k8s: run gentle has no dead letters: nothing is run\n',
  ]);
  scratch.write('.home/.prodigy/runs/begun/journal.jsonl', '');
  expect(refused('flow.yml', '--from-dlq', 'begun')).toEqual([
    4,
    "prodigy-k8s: '--from-dlq' must name a run that has ended, got begun: see prodigy-k8s status begun\n",
  ]);
  rmSync(join(home, '.prodigy', 'runs', 'begun'), { recursive: true });
  expect(refused('flow.yml', '--from-dlq', 'never')[1]).toBe(
    'prodigy-k8s: there is no run never here: see prodigy-k8s status\n',
  );
});

test('dlq retry runs the workflow over them alone, from the result of their run', () => {
  good('bad');
  const { stderr, stdout, status } = scratch.prodigy('dlq', 'retry', '--run', 'tidy-1', '-o', 'json');
  expect(status).toBe(0);
  const [run] = runsIn(stderr);
  expect(stderr).toContain(`run ${run}: 2 of the dead letters of tidy-1\n`);
  expect(JSON.parse(stdout)).toMatchObject({ runId: run, items: { total: 2, merged: 1, dead: 1 } });
  const tree = scratch.git('ls-tree', '--name-only', `prodigy/${run}`).split('\n');
  expect(tree).toEqual(['.gitignore', 'a.txt', 'bad.txt', 'count.txt', 'flow.yml']);
  const left = JSON.parse(scratch.prodigy('dlq', 'list', '-o', 'json').stdout) as { run_id: string; item_id: string }[];
  expect(left.map(({ run_id, item_id }) => [run_id, item_id])).toEqual([[run, 'item_2']]);
});

test('dlq purge removes them when it is told so', () => {
  const [run] = runsIn(scratch.prodigy('dlq', 'list').stdout);
  const asked = scratch.prodigy('dlq', 'purge', '--run', run as string);
  expect([asked.status, asked.stderr]).toEqual([
    2,
    `prodigy-k8s: '--yes' must be given, since 1 dead letter of ${run} would be removed permanently\n`,
  ]);
  expect(scratch.prodigy('dlq', 'purge', '--run', run as string, '--yes').stderr).toBe('1 dead letter removed\n');
  expect(scratch.prodigy('dlq', 'list').stderr).toBe('no dead letters\n');
  expect(scratch.prodigy('dlq', 'retry', '--run', 'tidy-1').stderr).toBe(
    'prodigy-k8s: run tidy-1 has no such dead letters: see prodigy-k8s dlq list --run tidy-1\n',
  );
});

test('a run that is not here is named', () => {
  expect(scratch.prodigy('dlq', 'list', '--run', 'nope').stderr).toBe(
    'prodigy-k8s: there is no run nope here: see prodigy-k8s status\n',
  );
  expect(scratch.prodigy('dlq', 'purge').stderr).toBe(
    "prodigy-k8s: required option '--run <run>' not specified\nprodigy-k8s: see prodigy-k8s dlq purge --help\n",
  );
});

test('on a cluster what cannot be done is refused with the way out', () => {
  expect(scratch.prodigy('dlq', 'list', '--cluster', 'production').stderr).toBe(
    "prodigy-k8s: '--run' must be given with --cluster: see prodigy-k8s status --cluster\n",
  );
  expect(scratch.prodigy('dlq', 'list', '--namespace', 'team-a').stderr).toBe(
    "prodigy-k8s: '--namespace' must come with --cluster, got none: name the cluster, or leave it out\n",
  );
});
