import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resultBranch } from '../../contract/names';
import { git } from '../../runtime/adapters/git/git';
import { removeTemporaryFolders, temporaryFolder } from '../runtime/adapters/git/temporary-repository';
import { runConfig } from '../runtime/server/workspace-under-test';
import { planOf } from './plan';
import { RunUnderChaos, TIMING } from './run-under-chaos';

const FULL = process.env.PRODIGY_CHAOS === 'full';
const SEED = Number(process.env.PRODIGY_CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31));
const AGENTS = 3;
const [KILLS, FREEZES] = FULL ? [300, 50] : [30, 5];
/** Items beyond the number of strikes, so that some are left whatever comes. */
const ITEMS = KILLS + FREEZES + 15;

let run: RunUnderChaos;
afterEach(() => run.close());
afterAll(removeTemporaryFolders);

/** Items wait, at most some seconds, until so many of them are let go: strikes then meet a run at work. */
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

async function untilFinished(items: number): Promise<void> {
  while (run.finishedItems() < items && run.report() === undefined) await sleep(20);
}

test(`nothing is lost, merged twice or stuck after ${KILLS} kills and ${FREEZES} freezes (seed ${SEED})`, async () => {
  const gate = join(temporaryFolder(), 'gate');
  writeFileSync(gate, '0');
  run = await RunUnderChaos.start(workflow(gate), AGENTS);
  const longerThanMs = TIMING.lockSeconds * 1000 + 500;
  const plan = planOf({ kills: KILLS, freezes: FREEZES, agents: AGENTS, longerThanMs }, SEED);
  process.stderr.write(`chaos: seed ${SEED}; 'npm run test:chaos -- --seed ${SEED}' repeats its plan\n`);
  const struck: string[] = [];
  for (const [index, strike] of plan.entries()) {
    writeFileSync(gate, String(index + AGENTS));
    await untilFinished(index);
    if (run.report() !== undefined) break;
    struck.push(`${strike.kind} ${await run.strike(strike)}`);
    process.stderr.write(`chaos: ${index + 1}/${plan.length} ${struck.at(-1)}, ${run.finishedItems()} items\n`);
  }
  writeFileSync(gate, String(ITEMS));
  await run.over();
  const report = run.report();
  if (report?.outcome !== 'complete') process.stderr.write(`${run.tails()}\n`);
  expect(report).toMatchObject({ outcome: 'complete', items: { total: ITEMS, merged: ITEMS, unchanged: 0, dead: 0 } });
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
