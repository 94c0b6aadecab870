import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Scratch } from './prodigy';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.remove());

const FLOW = `
name: demo
mode: mapreduce
secrets: { TOKEN: MY_TOKEN }
map:
  input: "printf '[1, 2]'"
  agent_template:
    - shell: "test \${item} = 1 || { echo $TOKEN >&2; exit 3; }"
`;

test('the events of a run are printed for people and for programs, without the values of secrets', () => {
  scratch.write('flow.yaml', FLOW);
  scratch.commit();
  scratch.env.MY_TOKEN = 'tok-canary-1';
  expect(scratch.prodigy('run', 'flow.yaml', '--run-id', 'mine', '--quiet')).toMatchObject({ status: 0, stderr: '' });
  const { stdout } = scratch.prodigy('events', 'mine');
  const types = stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('  ')[1]);
  expect([...types].sort()).toEqual(
    [
      ...['job_started', 'map_phase_started', 'agent_started', 'agent_started', 'agent_completed', 'agent_failed'],
      ...['dlq_item_added', 'map_phase_completed', 'reduce_phase_started', 'reduce_phase_completed', 'job_completed'],
    ].sort(),
  );
  expect([types[0], types.at(-1)]).toEqual(['job_started', 'job_completed']);
  expect(stdout).toContain('***');
  expect(stdout).not.toContain('tok-canary');
  const lines = scratch.prodigy('events', 'mine', '-o', 'json', '--follow').stdout.split('\n').slice(0, -1);
  expect(lines.map((line) => JSON.parse(line).event.event_type)).toEqual(types);
});

test.each([
  ['events', 'mine', '--follow'],
  ['status', 'mine', '--watch'],
])(
  'Ctrl-C ends %s as a signal does',
  async (...args) => {
    scratch.write('flow.yaml', '- shell: sleep 60\n');
    scratch.commit();
    const run = scratch.start('run', 'flow.yaml', '--run-id', 'mine');
    const ended = once(run, 'exit');
    while (scratch.prodigy('events', 'mine').stdout === '') await sleep(100);
    const follower = scratch.startTelling(...args);
    const gone = once(follower, 'exit');
    await once(follower.stdout, 'data');
    follower.kill('SIGINT');
    expect(await gone).toEqual([130, null]);
    run.kill('SIGINT');
    await ended;
  },
  30_000,
);

test('events of a run that never was are one sentence', () => {
  expect(scratch.prodigy('events', 'mine')).toMatchObject({
    status: 4,
    stderr: 'prodigy-k8s: there is no run mine here: see prodigy-k8s status\n',
  });
});
