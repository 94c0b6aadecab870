import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultBranch } from '../../contract/names';
import { git } from '../../runtime/adapters/git/git';
import { removeTemporaryFolders, temporaryFolder } from '../runtime/adapters/git/temporary-repository';
import { runConfig } from '../runtime/server/workspace-under-test';
import type { Target } from './plan';
import { RunUnderChaos } from './run-under-chaos';
import { SEED, share, strikeUntilOver } from './strike';

const AGENTS = 3;
const KILLS = share(300);
const FREEZES = share(50);
/** Agents do the work, and one of them leads: they are struck most. */
const TARGETS: readonly Target[] = ['agent', 'agent', 'agent', 'leader', 'leader', 'redis', 'workspace', 'workspace'];
/** Items beyond the number of strikes, so that some are left whatever comes. */
const ITEMS = KILLS + FREEZES + 15;

let run: RunUnderChaos;
afterEach(() => run.close());
afterAll(removeTemporaryFolders);

/** Items wait, at most some seconds, until so many of them are let go. */
const workflow = (gate: string): string => `
name: demo
mode: mapreduce
env: { GATE: "${gate}" }
setup:
  - shell: sleep 0.5; { echo '['; seq -s, 0 ${ITEMS - 1}; echo ']'; } > items.json
map:
  input: items.json
  agent_template:
    - shell: n=0; while [ "$(cat "$GATE")" -le "\${item}" ] && [ $n -lt 100 ]; do n=$((n + 1)); sleep 0.03; done
    - shell: mkdir -p out && echo "\${item}" >> out/\${item} && git add out && git commit --quiet -m "add \${item}"
reduce:
  - shell: sleep 1; cat out/* | sort -n > all && git add all && git commit --quiet -m "collect"
`;

test(`nothing is lost, merged twice or stuck after ${KILLS} kills and ${FREEZES} freezes (seed ${SEED})`, async () => {
  const gate = join(temporaryFolder(), 'gate');
  writeFileSync(gate, '0');
  run = await RunUnderChaos.start(workflow(gate), AGENTS);
  const scale = { kills: KILLS, freezes: FREEZES, agents: AGENTS, targets: TARGETS };
  const struck = await strikeUntilOver(run, { ...scale, progress: 'item', gate, ahead: AGENTS }, ITEMS);
  expect(run.report()).toMatchObject({
    outcome: 'complete',
    items: { total: ITEMS, merged: ITEMS, unchanged: 0, dead: 0 },
  });
  expect(struck).toHaveLength(KILLS + FREEZES);
  expect(run.crashes()).toEqual({});
  await mustHoldEverythingOnce();
});

async function mustHoldEverythingOnce(): Promise<void> {
  const inOrigin = { cwd: run.world.origin };
  const branch = resultBranch(runConfig('').runId);
  const log = async (format: string) => (await git(['log', `--format=${format}`, branch], inOrigin)).split('\n');
  const ids = Array.from({ length: ITEMS }, (_, index) => `item_${index}`);
  const merged = (await log('%(trailers:key=Prodigy-Item,valueonly,separator=)')).filter(Boolean);
  expect(merged.sort()).toEqual(ids.sort());
  expect((await log('%s')).filter((subject) => subject === 'collect')).toHaveLength(1);
  const numbers = Array.from({ length: ITEMS }, (_, index) => String(index));
  expect((await git(['show', `${branch}:all`], inOrigin)).split('\n')).toEqual(numbers);
}
