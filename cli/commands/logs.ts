import { CliError, Status } from '../cli-error';
import { followRun } from '../cluster/follow-run';
import { type Reach, reach, type WhichCluster } from '../cluster/reach';
import { mustHaveJob, type RunName, reportOf } from '../cluster/read-run';
import { type RunContainer, runContainers } from '../cluster/run-containers';
import { ageInMs, wholeNumber } from '../flags';
import { isShown, type LogFilter, type LogLine, logLine, logText } from '../log-line';
import type { Terminal } from '../terminal';
import { untilInterrupted } from '../until-interrupted';

export interface LogsFlags extends WhichCluster, LogFilter {
  readonly follow?: boolean;
  readonly agent?: string;
  readonly since?: string;
  readonly output?: 'json';
}

/**
 * Print what the containers of a run have written, in the order in which they wrote it, and with `--follow` what they
 * write until the run is over. What a pod wrote that is not there any more is gone.
 * @throws CliError where there is no such run, or none of its pods is left.
 */
export async function showLogs(runId: string, flags: LogsFlags, terminal: Terminal): Promise<void> {
  const choice = choiceOf(flags);
  const there = await reach(flags, terminal);
  const run = { runId, namespace: there.namespace };
  const show = (name: string, line: LogLine): void => {
    if (!isShown(line, flags)) return;
    terminal.out(flags.output === 'json' ? `${jsonOf(name, line)}\n` : logText(name, line));
  };
  await mustBeThere(there, run);
  if (!flags.follow) return showSoFar(there, run, choice, show);
  const { signal } = untilInterrupted(() => undefined);
  await followRun(there.kube, run, { ...choice, signal, warn: (text) => terminal.progress(`${text}\n`) }, show);
}

/** Which containers, and from when on. */
export interface Choice {
  readonly agent?: number;
  readonly sinceSeconds?: number;
}

type Show = (name: string, line: LogLine) => void;

function choiceOf({ agent, since }: LogsFlags): Choice {
  const index = agent === undefined ? undefined : agent === '0' ? 0 : wholeNumber(agent);
  if (agent !== undefined && index === undefined)
    throw new CliError(`'--agent' must be the index of an agent, from 0, got ${agent}`);
  const ms = since === undefined ? undefined : ageInMs(since);
  if (since !== undefined && ms === undefined)
    throw new CliError(`'--since' must be a number with d, h, m or s, such as 10m, got ${since}`);
  return { agent: index, sinceSeconds: ms && Math.max(1, Math.round(ms / 1000)) };
}

async function mustBeThere({ kube }: Reach, run: RunName): Promise<void> {
  if (!(await reportOf(kube, run))) await mustHaveJob(kube, run);
}

async function showSoFar({ kube, namespace }: Reach, run: RunName, choice: Choice, show: Show): Promise<void> {
  const containers = (await runContainers(kube, run)).filter((one) => isChosen(one, choice));
  if (containers.length === 0)
    throw new CliError(
      `no pod of run ${run.runId} is left, or has begun: see prodigy-k8s status ${run.runId} --cluster …`,
      Status.CONFLICT,
    );
  const { sinceSeconds } = choice;
  const all = await Promise.all(
    containers.map(async ({ pod, container, name }) => {
      const text = await kube.log(namespace, pod, { container, timestamps: true, sinceSeconds });
      return linesOf(text).map((line) => ({ name, line }));
    }),
  );
  // Stable: lines of one container stay as they were written.
  const inOrder = all.flat().sort((a, b) => Date.parse(a.line.at) - Date.parse(b.line.at));
  for (const { name, line } of inOrder) show(name, line);
}

/** Whether somebody wants to see it. */
export const isChosen = (container: RunContainer, { agent }: Choice): boolean =>
  agent === undefined || container.agent === agent;

const linesOf = (text: string): LogLine[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map(logLine);

/** As it was written where it is JSON already, with who wrote it. */
const jsonOf = (name: string, { at, text, record }: LogLine): string =>
  JSON.stringify({ container: name, at, ...(record ?? { msg: text }) });
