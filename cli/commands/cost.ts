import type { Report } from '../../contract/report';
import { type CostEstimate, estimateCost, type Work } from '../../review/cost/estimate';
import { CliError, Status } from '../cli-error';
import { reach } from '../cluster/reach';
import { reportOf } from '../cluster/read-run';
import { type RunFlags, renderRequest } from '../cluster/request';
import { costText } from '../cost-text';
import { ageInMs, wholeNumber } from '../flags';
import { localRuns } from '../local-runs';
import type { Terminal } from '../terminal';
import { rendered } from './render';

interface CostFlags extends RunFlags {
  readonly items?: string;
  readonly itemTime?: string;
  readonly from?: string;
  readonly otherTime?: string;
  readonly modelCost?: string;
  readonly reclaims?: string;
  readonly budget?: string;
  readonly output?: 'json';
}

/** Seconds of a run without its items, where nothing is known: pods start, origin is cloned, the result is pushed. */
const OTHER_SECONDS = 120;

/**
 * Estimate what a run costs before it is submitted.
 * @throws CliError where the cluster has no prices, or nothing says how long an item takes.
 */
export async function showCost(file: string, flags: CostFlags, terminal: Terminal): Promise<void> {
  const request = await renderRequest(file, flags, terminal);
  const { prices } = request.cluster;
  if (!prices)
    throw new CliError(`'prices' must be a fact of ${request.cluster.name}, got none: add what its resources cost`);
  const budget = amount(flags.budget, '--budget');
  const known = flags.from === undefined ? undefined : await reportNamed(flags.from, flags, terminal);
  const work = workOf(flags, known, request.cluster.placement?.spot === true);
  const estimate = estimateCost(rendered(request).objects, prices, work);
  terminal.out(flags.output === 'json' ? `${JSON.stringify(estimate, null, 2)}\n` : costText(estimate));
  if (budget !== undefined) mustKeep(estimate, budget, terminal);
}

function mustKeep({ p95, currency }: CostEstimate, budget: number, terminal: Terminal): void {
  if (p95.total <= budget) return;
  terminal.progress(`with slow items it is above the budget of ${budget} ${currency}\n`);
  terminal.setStatus(Status.MUST_NOT_MERGE);
}

function workOf(flags: CostFlags, known: Report | undefined, spot: boolean): Work {
  const items = flags.items === undefined ? known?.items?.total : wholeNumber(flags.items);
  if (items === undefined)
    throw new CliError(
      `'--items' must be a whole number, got ${flags.items ?? 'none'}: say how many, or name a run with --from`,
    );
  return {
    items,
    itemSeconds: itemSeconds(flags.itemTime, known),
    otherSeconds: otherSeconds(flags.otherTime, known),
    modelPerItem: amount(flags.modelCost, '--model-cost') ?? modelCost(known),
    ...(spot && { reclaimsPerHour: amount(flags.reclaims, '--reclaims') ?? 0.05 }),
  };
}

/** A report keeps the longest of its items, not which of 20: it stands for the slow ones. */
function itemSeconds(text: string | undefined, known: Report | undefined): Work['itemSeconds'] {
  const [p50, p95 = p50, ...more] = text === undefined ? [] : text.split(',').map(ageInMs);
  if (p50 !== undefined && p95 !== undefined && more.length === 0 && p95 >= p50)
    return { p50: p50 / 1000, p95: p95 / 1000 };
  const seen = known?.durations?.items;
  if (text === undefined && seen) return { p50: seen.medianMs / 1000, p95: seen.maxMs / 1000 };
  throw new CliError(
    `'--item-time' must be a span, or two with a comma, got ${text ?? 'none'}: write 30s or 30s,2m, or name a run with --from`,
  );
}

function otherSeconds(text: string | undefined, known: Report | undefined): number {
  const ms = text === undefined ? undefined : ageInMs(text);
  if (text !== undefined && ms === undefined)
    throw new CliError(`'--other-time' must be a span such as 90s or 5m, got ${text}`);
  if (ms !== undefined) return ms / 1000;
  const { totalMs, phases } = known?.durations ?? {};
  return totalMs === undefined ? OTHER_SECONDS : (totalMs - (phases?.map ?? 0)) / 1000;
}

const modelCost = (known: Report | undefined): number =>
  known?.usage && known.items?.total ? known.usage.costUsd / known.items.total : 0;

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
