import type { Amount } from '../../contract/quantity';
import { type Pods, podsOf } from '../pods';
import type { ReviewedObject } from '../reviewed-object';
import type { Check, Complaint, Subject } from './check';
import { containerDefaults, type QuotaLimit, quotaLimits, totalOf } from './quota-limits';

const SOURCE = 'https://kubernetes.io/docs/concepts/policy/resource-quotas/';

/**
 * Whether all pods and claims of a run fit the namespace's quota next to its shared objects: one agent too many may
 * take the place of the workspace or Redis that it then waits for. Also reports if a second run of this size would not
 * fit at the same time.
 */
export const quota: Check = {
  name: 'quota',
  complaints: (subject) => {
    const limits = quotaLimits(subject.facts.quota, containerDefaults(subject.tenant));
    const agents = podsOf(subject.objects).find(({ owner }) => owner.kind === 'Job');
    const rest = subject.objects.filter((object) => object !== agents?.owner);
    const whole = limits.flatMap((limit) => tooMuch(limit, { subject, rest }));
    if (whole.length > 0 || agents === undefined) return whole;
    const fitting = tightest(limits, (limit) => room(limit, [...subject.tenant, ...rest], 1n, agents));
    if (fitting && fitting.agents < BigInt(agents.count)) return [tooManyAgents(agents, fitting, subject, rest)];
    return twoRuns(limits, agents, subject, rest);
  },
};

/** Number of agents that fit within a limit. */
interface Fitting {
  readonly limit: QuotaLimit;
  readonly agents: bigint;
}

/** Everything but the agents must fit, whatever their number. */
function tooMuch(limit: QuotaLimit, { subject, rest }: { subject: Subject; rest: readonly ReviewedObject[] }) {
  const total = totalOf(limit, [...subject.tenant, ...rest]);
  const about = rest.find((object) => totalOf(limit, [object]) > 0n);
  if (about === undefined || total <= limit.hard) return [];
  const complaint: Complaint = {
    severity: 'error',
    about,
    message: `'quota' must allow ${limit.name} ${limit.text(total)} without agents, got ${limit.text(limit.hard)}`,
    wayOut: `raise ${limit.name} of the namespace, or request less`,
    reason: 'what exceeds the quota is not created, and the agents wait for it',
    source: SOURCE,
  };
  return [complaint];
}

/** Number of agents per run that fit next to other objects if this many runs share the rest; undefined: any number. */
function room(limit: QuotaLimit, others: readonly ReviewedObject[], runs: bigint, agents: Pods): bigint | undefined {
  const each = limit.ofPod(agents) * runs;
  if (each === 0n) return undefined;
  const left = limit.hard - totalOf(limit, others);
  return left < 0n ? -1n : left / each;
}

function tightest(limits: readonly QuotaLimit[], roomOf: (limit: QuotaLimit) => bigint | undefined) {
  return limits.reduce<Fitting | undefined>((least, limit) => {
    const agents = roomOf(limit);
    return agents !== undefined && (least === undefined || agents < least.agents) ? { limit, agents } : least;
  }, undefined);
}

function tooManyAgents(
  agents: Pods,
  fitting: Fitting,
  { tenant }: Subject,
  rest: readonly ReviewedObject[],
): Complaint {
  const { limit } = fitting;
  const each = limit.ofPod(agents);
  const others = totalOf(limit, [...tenant, ...rest]);
  const needed = others + each * BigInt(agents.count);
  const sums = amounts(limit, { each, others });
  return {
    severity: 'error',
    about: agents.owner,
    message: `'spec.parallelism' must be at most ${fitting.agents}, got ${agents.count}`,
    wayOut:
      (fitting.agents > 0n ? `use ${agentsText(fitting.agents)}, or ` : '') +
      `raise ${limit.name} of the namespace from ${limit.text(limit.hard)} to ${limit.text(needed)}`,
    reason: `${sums}; pods beyond the quota are not created, and the workspace or Redis may be among them`,
    source: SOURCE,
  };
}

const amounts = (limit: QuotaLimit, { each, others }: { each: Amount; others: Amount }): string =>
  `${limit.name} is ${limit.text(each)} per agent and ${limit.text(others)} for all other pods together`;

/** An info only: two runs at once may not be intended. */
function twoRuns(limits: readonly QuotaLimit[], agents: Pods, { tenant }: Subject, rest: readonly ReviewedObject[]) {
  const others = [...tenant, ...rest, ...rest];
  const over = limits.find((limit) => totalOf(limit, others) > limit.hard);
  const fitting = tightest(limits, (limit) => room(limit, others, 2n, agents));
  if (!over && (!fitting || fitting.agents >= BigInt(agents.count))) return [];
  const each = over ? 0n : (fitting?.agents ?? 0n);
  const { name } = over ?? fitting!.limit;
  const complaint: Complaint = {
    severity: 'info',
    about: agents.owner,
    message: `'spec.parallelism' must be at most ${each} if two such runs share the namespace, got ${agents.count}`,
    wayOut:
      each > 0n ? `use ${agentsText(each)} each, or run them one after the other` : 'run them one after the other',
    reason: `${name} of the namespace has room for one such run, not two`,
    source: SOURCE,
  };
  return [complaint];
}

const agentsText = (count: bigint): string => (count === 1n ? '1 agent' : `${count} agents`);
