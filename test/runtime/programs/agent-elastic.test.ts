import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QUIET_MS } from '../../../runtime/server/agents-wanted';
import { temporaryFolder } from '../adapters/git/temporary-repository';
import { ShiftedClock } from '../server/shifted-clock';
import { JOB, JOB_PATH, until } from '../server/workspace-under-test';
import { makeRun, report, type Started, startAgent, workspace } from './agents-under-test';

/** The clock is moved ahead: neither lease nor locks are to end by that. */
const ELASTIC = { agents: 3, minAgents: 1, timing: { leaseSeconds: 300, lockSeconds: 300 } };

/** Items wait in the folder until the test lets them go on. */
const flow = (gate: string): string => `
name: demo
mode: mapreduce
setup:
  - shell: printf '["a", "b", "c"]' > items.json
map:
  input: items.json
  agent_template:
    - shell: touch "${gate}/\${item}-here"; while [ ! -e "${gate}/\${item}" ]; do sleep 0.02; done
    - shell: git commit --quiet --allow-empty -m "\${item}"
`;

const setJob = (spec: object, status: object): void => {
  workspace.api.objects.set(JOB_PATH, { ...JOB, spec, status });
};
const patches = () =>
  workspace.api.calls.filter(
    ({ method, path, body }) => method === 'PATCH' && path === JOB_PATH && 'spec' in Object(body),
  );

test('a run grows with its items; an agent without one is told to leave, and exits 0', async () => {
  const gate = temporaryFolder();
  const workflow = flow(gate);
  const open = (item: string) => writeFile(join(gate, item), '');
  const begun = (...items: string[]) => until(() => items.every((item) => existsSync(join(gate, `${item}-here`))));
  const agent = (index: number): Promise<Started> => startAgent(index, workflow, undefined, undefined, {}, {}, ELASTIC);
  const clock = new ShiftedClock();
  await makeRun(workflow, ELASTIC, {}, clock);
  setJob({ completions: 1, parallelism: 1 }, { active: 1 });
  const first = await agent(0);
  await begun('a');
  await until(() => patches().length > 0);
  expect(patches().map(({ body }) => body)).toEqual([{ spec: { completions: 3, parallelism: 3 } }]);
  setJob({ completions: 3, parallelism: 3 }, { active: 3 });
  const others = [await agent(1), await agent(2)];
  await begun('a', 'b', 'c');
  await Promise.all(['b', 'c'].map(open));
  await until(() =>
    ['info: item_1 is merged', 'info: item_2 is merged'].every((line) => workspace.log.lines.includes(line)),
  );
  const looks = workspace.api.calls.length;
  await until(() => workspace.api.calls.length > looks + 2);
  clock.advance(QUIET_MS);
  expect(await Promise.all(others.map(({ done }) => done))).toEqual([0, 0]);
  await open('a');
  expect(others[0]?.log.messages('info')).toContain('there are enough agents: this one leaves');
  expect(await first.done).toBe(0);
  expect(report()).toMatchObject({ outcome: 'complete', items: { total: 3, merged: 3, dead: 0 } });
});
