import {
  type Candidate,
  type Choice,
  chooseCluster,
  STRATEGIES,
  type Strategy,
} from '../../review/cluster/choose-cluster';
import { CliError, Status } from '../cli-error';
import { connect } from '../kube';
import type { Terminal } from '../terminal';
import { Breakers } from './breaker';
import { type PlacementFlags, placementOf } from './placement';
import { seeCluster } from './see-cluster';
import { knownClusters, kubeconfigOf, type TargetFlags, targetOf } from './target';

/** Value of `--cluster` that selects the best of all clusters. */
export const AUTO = 'auto';

export interface AutoFlags extends TargetFlags, PlacementFlags {
  readonly strategy?: string;
}

/** Time limit in milliseconds for inspecting one cluster: one that hangs must not delay the others. */
const LOOK_MS = 15_000;

/** Operations on a cluster, given its name. */
export interface Placing<T> {
  /** Whether the run is in progress there. */
  readonly isThere: (cluster: string) => Promise<boolean>;
  /** Rejects with {@link NotPlaced} if the next cluster should be tried. */
  readonly place: (cluster: string) => Promise<T>;
}

/**
 * Submit to the cluster where the run is in progress, else to the best one that accepts it: the next is tried if one is
 * unreachable or refuses, and nothing of the run is left there. Each choice is explained.
 * @throws CliError if no cluster accepts it.
 */
export async function onBestCluster<T>(flags: AutoFlags, terminal: Terminal, placing: Placing<T>): Promise<T> {
  const strategy = strategyOf(flags.strategy);
  if (flags.context !== undefined)
    throw new CliError(`'--context' must not come with --cluster auto, got ${flags.context}: each cluster has its own`);
  const breakers = await Breakers.open(terminal.home);
  const wish = { strategy, labels: placementOf(flags)?.nodeSelector ?? {} };
  const choice = chooseCluster(await candidates(flags, terminal, breakers), wish);
  await breakers.save();
  terminal.progress(choiceText(choice, strategy));
  for (const name of await inOrder(choice, placing, terminal)) {
    try {
      return await placing.place(name);
    } catch (error) {
      if (!(error instanceof NotPlaced)) throw error;
      breakers.note(name, error.status !== Status.UNREACHABLE);
      await breakers.save();
      terminal.progress(`${name} cannot take the run: ${error.message}\n`);
    }
  }
  throw new CliError("no cluster can take the run: see above why, or name one with '--cluster'", Status.REFUSED);
}

/** The same workflow must not run twice because another cluster is the best one today. */
async function inOrder<T>({ fit }: Choice, { isThere }: Placing<T>, { progress }: Terminal): Promise<string[]> {
  const names = fit.map(({ name }) => name);
  const there = await Promise.all(names.map(isThere));
  const joined = names.find((_, at) => there[at]);
  if (joined === undefined) return names;
  progress(`the run is under way on ${joined}\n`);
  return [joined];
}

/** The run was not placed: nothing of it is on the cluster. */
export class NotPlaced extends CliError {}

function strategyOf(text: string = 'healthiest'): Strategy {
  const found = STRATEGIES.find((one) => one === text);
  if (found !== undefined) return found;
  throw new CliError(`'--strategy' must be one of ${STRATEGIES.join(', ')}, got ${text}`);
}

async function candidates(flags: AutoFlags, terminal: Terminal, breakers: Breakers): Promise<Candidate[]> {
  const names = (await knownClusters(terminal)).map(({ name }) => name);
  const targets = await Promise.all(names.map((cluster) => targetOf({ ...flags, cluster }, terminal)));
  return Promise.all(targets.map(({ facts }, at) => candidate(facts, names[at] as string, terminal, breakers)));
}

async function candidate(
  facts: Candidate['facts'],
  name: string,
  { home }: Terminal,
  breakers: Breakers,
): Promise<Candidate> {
  // The ranking uses the name that --cluster accepts.
  const named = { ...facts, name };
  if (facts.delivery !== 'cli') return { facts: named };
  const problem = breakers.whyNot(name);
  if (problem !== undefined) return { facts: named, problem };
  try {
    const kube = await connect(kubeconfigOf(facts, home));
    const seen = await inTime(seeCluster(kube, facts.namespace));
    breakers.note(name, true);
    return { facts: named, seen };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    if (error.status === Status.UNREACHABLE) breakers.note(name, false);
    return { facts: named, problem: error.message };
  }
}

async function inTime<T>(task: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new CliError(`it gave no answer within ${LOOK_MS / 1000} s`, Status.UNREACHABLE);
    timer = setTimeout(() => reject(error), LOOK_MS);
  });
  return Promise.race([task, late]).finally(() => clearTimeout(timer));
}

/** The chosen cluster, and why the others were not chosen. */
export function choiceText({ fit, unfit }: Choice, strategy: Strategy): string {
  const [best, ...others] = fit;
  const lines = [
    ...(best ? [`cluster ${best.name} (${strategy}): ${best.why}`] : [`no cluster fits (${strategy})`]),
    ...others.map(({ name, why }) => `  then ${name}: ${why}`),
    ...unfit.map(({ name, why }) => `  not ${name}: ${why}`),
  ];
  return `${lines.join('\n')}\n`;
}
