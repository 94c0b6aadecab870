import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../contract/report';
import { LocalWorld } from './local-world';

/** The first item is slow: it commits, leaves a process behind and waits. */
const flow = (limits: string): string => `
name: slow
mode: mapreduce
env: {ROOT: ROOT_FOLDER}
setup:
  - shell: echo '["slow", "quick"]' > items.json
map:
  input: items.json
  ${limits}
  agent_template:
    - shell: git commit --quiet --allow-empty -m "\${item}"
    - name: wait
      shell: |
        [ "\${item}" = quick ] && exit 0
        sleep 600 & echo $! >> "$ROOT/pids"
        sleep 600
`;

/** Limits by what they are for; the runs wait side by side. */
const LIMITS = {
  dlq: 'agent_timeout_secs: 8',
  skip: 'timeout_config: {agent_timeout_secs: 8, timeout_action: Skip}',
  fail: 'timeout_config: {agent_timeout_secs: 8, timeout_action: Fail}',
  graceful: 'timeout_config: {agent_timeout_secs: 8, timeout_action: GracefulTerminate}',
  command:
    'timeout_config: {timeout_policy: PerCommand, command_timeouts: {wait: 3}, timeout_action: Skip, agent_timeout_secs: 1}',
} as const;
type Name = keyof typeof LIMITS;

const worlds = {} as Record<Name, LocalWorld>;
const reports = {} as Record<Name, Report>;

beforeAll(async () => {
  const names = Object.keys(LIMITS) as Name[];
  for (const name of names) worlds[name] = new LocalWorld();
  const run = async (name: Name): Promise<void> => {
    const text = flow(LIMITS[name]).replace('ROOT_FOLDER', worlds[name].root);
    reports[name] = await worlds[name].run(text, { runId: name });
  };
  await Promise.all(names.map(run));
});
afterAll(() => {
  for (const world of Object.values(worlds)) world.remove();
});

/** Processes that steps of a run left behind. */
const left = (name: Name): number[] =>
  readFileSync(join(worlds[name].root, 'pids'), 'utf8').trim().split('\n').map(Number).filter(isAlive);

function isAlive(pid: number): boolean {
  try {
    // A process that has ended waits for its parent to look.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const TIMED_OUT = "map step 'wait' (line 12) was stopped: the item's 8 s are over";

test('an item that takes longer than agent_timeout_secs is a dead letter, and its processes are gone', () => {
  expect(reports.dlq).toMatchObject({ outcome: 'complete', items: { merged: 1, dead: 1, skipped: 0 } });
  expect(reports.dlq.failures).toEqual([{ item: 'item_0', attempt: 1, step: 'wait', reason: TIMED_OUT }]);
  const letter = join(worlds.dlq.home, '.prodigy/dlq/dlq/dlq/mapreduce/dlq/dlq/items/item_0.json');
  expect(JSON.parse(readFileSync(letter, 'utf8'))).toMatchObject({
    failure_history: [{ error_type: 'Timeout', step_failed: 'wait' }],
    reprocess_eligible: true,
  });
  expect(left('dlq')).toEqual([]);
});

test("with 'timeout_action: Skip' it is left out", () => {
  expect(reports.skip).toMatchObject({ outcome: 'complete', items: { merged: 1, dead: 0, skipped: 1 } });
});

test("with 'timeout_action: Fail' it ends the run", () => {
  const { outcome, exitCode, reason } = reports.fail;
  expect([outcome, exitCode]).toEqual(['failed', 30]);
  expect(reason).toBe(`'timeout_action: fail' ended the run: 1 of 2 items failed, the last item_0: ${TIMED_OUT}`);
});

test("with 'timeout_action: GracefulTerminate' what it had committed is kept", () => {
  expect(reports.graceful).toMatchObject({ outcome: 'complete', items: { merged: 2, dead: 0 } });
  expect(worlds.graceful.git('log', '--format=%s', 'prodigy/graceful').split('\n')).toContain('slow');
  expect(worlds.graceful.progress.join('\n')).toContain(
    `${TIMED_OUT}: what was committed is kept, as 'timeout_action' says`,
  );
});

test('a limit for a step by its name stops that step alone; with PerCommand an item has no limit as a whole', () => {
  expect(reports.command.items).toMatchObject({ merged: 1, dead: 0, skipped: 1 });
  expect(worlds.command.progress.join('\n')).toMatch(/map step 'wait' \(line 12\) was stopped after \d+ s/);
  expect(left('command')).toEqual([]);
});
