import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultBranch } from '../../contract/names';
import { git } from '../../runtime/adapters/git/git';
import { removeTemporaryFolders, temporaryFolder } from '../runtime/adapters/git/temporary-repository';
import { runConfig } from '../runtime/server/workspace-under-test';
import type { Target } from './plan';
import { RunUnderChaos } from './run-under-chaos';
import { SEED, share, strikeUntilOver } from './strike';

/** One index that two pods run for a moment: a frozen leader has somebody who takes over. */
const AGENTS = 2;
const KILLS = share(100);
const FREEZES = share(20);
const TARGETS: readonly Target[] = ['leader', 'leader', 'leader', 'agent', 'workspace', 'workspace'];
/** Steps beyond the number of strikes, so that some are left whatever comes. */
const STEPS = KILLS + FREEZES + 3;
/** Every so many steps one makes a commit. */
const COMMIT_EVERY = 3;

let run: RunUnderChaos;
let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
});
afterEach(() => run.close());
afterAll(removeTemporaryFolders);

/**
 * Each step waits until it is let go, says outside of the checkout that it starts, leaves a line in a file that git does
 * not track, and hands its number to the next step, which stops where that is not its own less one.
 */
function workflow(gate: string, started: string): string {
  const step = (number: number): string => `
  - shell: |
      [ "$BEFORE" = ${number - 1} ] || exit 7
      echo ${number} >> ${started}
      n=0; while [ "$(cat ${gate})" -lt ${number} ] && [ $n -lt 100 ]; do n=$((n + 1)); sleep 0.03; done
      echo ${number} >> lines
      ${number % COMMIT_EVERY === 0 ? `git commit --quiet --allow-empty -m "commit ${number}"` : ':'}
      echo ${number} >&2; printf ${number}
    capture_output: last
    env: { BEFORE: "${number === 0 ? -1 : '${last}'}" }`;
  const steps = Array.from({ length: STEPS }, (_, number) => step(number)).join('');
  return `name: demo\ncommands:${steps}\n  - shell: git add lines && git commit --quiet -m collect\n`;
}

test(`no step is skipped and no effect lost or doubled after ${KILLS} kills and ${FREEZES} freezes (seed ${SEED})`, async () => {
  const [gate, started] = [join(folder, 'gate'), join(folder, 'started')];
  writeFileSync(gate, '0');
  run = await RunUnderChaos.start(workflow(gate, started), AGENTS);
  await git(['config', 'core.logAllRefUpdates', 'true'], { cwd: run.world.origin });
  const scale = { kills: KILLS, freezes: FREEZES, agents: AGENTS, targets: TARGETS };
  const struck = await strikeUntilOver(run, { ...scale, progress: 'step', gate, ahead: 0 }, STEPS);
  expect(run.report()).toMatchObject({ outcome: 'complete', failures: [] });
  expect(struck).toHaveLength(KILLS + FREEZES);
  expect(run.crashes()).toEqual({});
  mustHaveStartedInOrder(started);
  await mustHoldEverythingOnce();
});

const NUMBERS = Array.from({ length: STEPS }, (_, index) => String(index));

/** A step may start again, also late where it was frozen; the first starts come one after the other. */
function mustHaveStartedInOrder(started: string): void {
  const starts = readFileSync(started, 'utf8').trim().split('\n');
  expect([...new Set(starts)]).toEqual(NUMBERS);
  const recorded = run.journal().flatMap(({ entry }) => (entry.type === 'step' ? [entry.index] : []));
  expect(recorded).toEqual([...NUMBERS.keys(), STEPS]);
}

async function mustHoldEverythingOnce(): Promise<void> {
  const inOrigin = { cwd: run.world.origin };
  const branch = resultBranch(runConfig('').runId);
  expect((await git(['show', `${branch}:lines`], inOrigin)).split('\n')).toEqual(NUMBERS);
  const subjects = (await git(['log', '--reverse', '--format=%s', `main..${branch}`], inOrigin)).split('\n');
  const commits = NUMBERS.filter((number) => Number(number) % COMMIT_EVERY === 0).map((number) => `commit ${number}`);
  expect(subjects).toEqual([...commits, 'collect']);
  const pushes = (await git(['reflog', 'show', '--format=%H', branch], inOrigin)).split('\n');
  expect(pushes).toHaveLength(1);
  expect(run.journal().filter(({ entry }) => entry.type === 'result')).toHaveLength(1);
}
