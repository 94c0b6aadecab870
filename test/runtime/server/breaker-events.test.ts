import { readFile } from 'node:fs/promises';
import { Path } from '../../../contract/paths';
import { Route } from '../../../contract/workspace-api';
import { statePaths } from '../../../runtime/server/state-paths';
import { removeTemporaryFolders } from '../adapters/git/temporary-repository';
import { ShiftedClock } from './shifted-clock';
import { MAPREDUCE, until, WorkspaceUnderTest } from './workspace-under-test';

const BREAKER = 'circuit_breaker: {failure_threshold: 2, timeout: 5s, half_open_requests: 1, success_threshold: 1}';

let workspace: WorkspaceUnderTest;
afterEach(() => workspace.close());
afterAll(removeTemporaryFolders);

async function breakerEvents(): Promise<string[]> {
  const text = await readFile(statePaths(workspace.path(Path.STATE)).events, 'utf8').catch(() => '');
  const types = text.split('\n').slice(0, -1);
  return types.map((line) => JSON.parse(line).event.event_type).filter((type) => type.startsWith('circuit_breaker'));
}

test("the events on a run's claim tell when its circuit breaker opens and closes, after a restart too", async () => {
  const clock = new ShiftedClock();
  workspace = await WorkspaceUnderTest.make({}, `${MAPREDUCE}error_policy: {${BREAKER}}\n`);
  await workspace.start(clock);
  const fencing = await workspace.lead('agent-0');
  const end = (item: string, outcome: string) =>
    workspace.call('agent-0', `POST ${Route.JOURNAL}`, { type: 'item', item, outcome, attempt: 1 }, fencing);
  await end('item_0', 'dead');
  await end('item_1', 'dead');
  await until(async () => (await breakerEvents()).length === 1);
  await workspace.stop();
  await workspace.start(clock);
  await end('item_2', 'unchanged');
  clock.advance(5000);
  await end('item_3', 'unchanged');
  await until(async () => (await breakerEvents()).length === 2);
  expect(await breakerEvents()).toEqual(['circuit_breaker_opened', 'circuit_breaker_closed']);
});
