import type { PriceFacts } from '../../contract/cluster-facts';
import type { Report } from '../../contract/report';
import { asOneItem, type EarlierRuns, earlierRuns, modelPerItem } from '../../review/cost/earlier-runs';
import { type CostEstimate, estimateCost, type Work } from '../../review/cost/estimate';
import { budgetOf, type DiffPolicy, decisionAbout } from '../../review/diff/decision';
import type { RenderRequest } from '../../stacks/render';
import { workflowOf } from '../../stacks/workflow-source';
import { CliError, Status } from '../cli-error';
import { reach } from '../cluster/reach';
import { reportOf } from '../cluster/read-run';
import { type RunFlags, renderRequest } from '../cluster/request';
import { costText } from '../cost-text';
import { DECISION_TEXT } from '../diff-groups';
import { policyIn, STATUS_OF } from '../diff-policy';
import { ageInMs, wholeNumber } from '../flags';
import { localRuns } from '../local-runs';
import type { Terminal } from '../terminal';
import { rendered } from './render';

interface CostFlags extends RunFlags {
  readonly items?: string;
  readonly itemTime?: string;
  readonly from?: readonly string[];
  readonly otherTime?: string;
  readonly modelCost?: string;
  readonly reclaims?: string;
  readonly budget?: string;
  readonly policy?: string;
  readonly output?: 'json';
}

/** Default seconds of a run besides its items: pods start, origin is cloned, the result is pushed. */
const OTHER_SECONDS = 120;

/** Default number of reclaims of a spot node per hour. */
const RECLAIMS = 0.05;

/**
 * Estimate the cost of a run before it is submitted.
 * @throws CliError if the cluster has no prices, or the duration of an item is unknown.
 */
export async function showCost(file: string, flags: CostFlags, terminal: Terminal): Promise<void> {
  const request = await renderRequest(file, flags, terminal);
  const { name, prices, placement } = request.cluster;
  if (!prices) throw new CliError(`'prices' must be set for ${name}, got none: add them to the facts of the cluster`);
  const budget = budgetIn(flags, name, policyIn(flags.policy, terminal.cwd));
  const { objects } = rendered(request);
  const known = await knownRuns(flags, isStandard(request), terminal);
  const estimate = estimateCost(objects, prices, workOf(flags, known, prices));
  const agentsOn = (request.placement?.spot ?? placement?.spot) === true ? 'spot' : 'onDemand';
  terminal.out(
    flags.output === 'json'
      ? `${JSON.stringify({ agentsOn, ...estimate }, null, 2)}\n`
      : costText(estimate, agentsOn, prices),
  );
  if (budget !== undefined) mustKeep(budget, estimate[agentsOn].p95.total, estimate, terminal);
}

/** A standard workflow is estimated like one item. */
const isStandard = ({ workflow, profile }: RenderRequest): boolean => workflowOf(workflow, profile).mode === 'standard';

async function knownRuns(
  { from = [], ...flags }: CostFlags,
  standard: boolean,
  terminal: Terminal,
): Promise<EarlierRuns> {
  const reports = await Promise.all(from.map((runId) => reportNamed(runId, flags, terminal)));
  reports.sort((a, b) => (a.finishedAt < b.finishedAt ? -1 : 1));
  return standard ? { ...earlierRuns(reports.map(asOneItem)), items: 1 } : earlierRuns(reports);
}

type Budget = NonNullable<ReturnType<typeof budgetOf>>;

function budgetIn({ budget }: CostFlags, target: string, policy: DiffPolicy): Budget | undefined {
  const given = amount(budget, '--budget');
  return budgetOf(target, given === undefined ? policy : { decisions: above(target, policy), budget: given });
}

/** A budget on the command line overrides the policy's; what happens above it is up to the policy. */
const above = (target: string, policy: DiffPolicy) => ({
  'over-budget': decisionAbout('over-budget', target, policy),
});

function mustKeep({ amount, above }: Budget, total: number, { currency }: CostEstimate, terminal: Terminal): void {
  if (total <= amount) return;
  terminal.progress(`with slow items, the run exceeds the budget of ${amount} ${currency}: ${DECISION_TEXT[above]}\n`);
  terminal.setStatus(STATUS_OF[above]);
}

function workOf(flags: CostFlags, known: EarlierRuns, prices: PriceFacts): Work {
  const items = flags.items === undefined ? known.items : wholeNumber(flags.items);
  if (items === undefined)
    throw new CliError(
      `'--items' must be a whole number, got ${flags.items ?? 'none'}: say how many, or name a run with --from`,
    );
  return {
    items,
    itemSeconds: itemSeconds(flags.itemTime, known),
    otherSeconds: otherSeconds(flags.otherTime) ?? known.otherSeconds ?? OTHER_SECONDS,
    modelPerItem: amount(flags.modelCost, '--model-cost') ?? modelCost(known, prices),
    reclaimsPerHour: amount(flags.reclaims, '--reclaims') ?? RECLAIMS,
  };
}

function itemSeconds(text: string | undefined, known: EarlierRuns): Work['itemSeconds'] {
  const [p50, p95 = p50, ...more] = text === undefined ? [] : text.split(',').map(ageInMs);
  if (p50 !== undefined && p95 !== undefined && more.length === 0 && p95 >= p50)
    return { p50: p50 / 1000, p95: p95 / 1000 };
  if (text === undefined && known.itemSeconds) return known.itemSeconds;
  throw new CliError(
    `'--item-time' must be one span, or two separated by a comma, got ${text ?? 'none'}: write 30s or 30s,2m, or name a run with --from`,
  );
}

function otherSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = ageInMs(text);
  if (ms === undefined) throw new CliError(`'--other-time' must be a span such as 90s or 5m, got ${text}`);
  return ms / 1000;
}

/** Reports give costs in dollars. */
function modelCost(known: EarlierRuns, prices: PriceFacts): number {
  const cost = modelPerItem(known, prices);
  if (cost !== undefined) return cost;
  throw new CliError(
    `'--model-cost' must be given in ${prices.currency}, since reports are in US dollars: give it, or add modelTokens to the prices`,
  );
}

async function reportNamed(runId: string, flags: CostFlags, terminal: Terminal): Promise<Report> {
  const here = (await localRuns(terminal.home)).find((run) => run.runId === runId)?.report;
  if (here) return here;
  const { kube, namespace } = await reach(flags, terminal);
  const there = await reportOf(kube, { runId, namespace });
  if (there) return there;
  throw new CliError(`run ${runId} is not there or has not ended: see prodigy-k8s history`, Status.CONFLICT);
}

function amount(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return Number(text);
  throw new CliError(`'${flag}' must be a number, got ${text}`);
}
