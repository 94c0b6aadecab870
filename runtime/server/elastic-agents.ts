import { Limit } from '../../contract/limits';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';
import { agentsWanted, type Demand, type Wanted } from './agents-wanted';
import type { Backlog } from './backlog';
import { indexesIn } from './index-list';
import { type Job, mostAgents } from './job-state';

export interface ElasticParts {
  readonly min: number;
  /** Default, unless the Job has another maximum. */
  readonly max: number;
  readonly backlog: Backlog;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Scales the agents of a run with its backlog. An index that has left never comes back: the Job counts it as completed,
 * so growth adds new indexes, and the Job's completions only increase.
 */
export class ElasticAgents {
  private wanted: Wanted = { agents: 0, lessSince: null };
  /** Indexes that were told to leave, and whose pods have not ended yet. */
  private readonly leaving = new Set<number>();
  private surplus = 0;

  public constructor(private readonly parts: ElasticParts) {}

  /**
   * Examine the live Job.
   * @returns the completions and parallelism it should have; undefined if they are right.
   */
  public completionsFor(job: Job): number | undefined {
    const { spec, status } = job;
    const { completions } = spec ?? {};
    if (completions === undefined) return undefined;
    const done = indexesIn(status?.completedIndexes);
    for (const index of done) this.leaving.delete(index);
    const agents = completions - done.size - this.leaving.size;
    const made = (status?.active ?? 0) - this.leaving.size;
    const wanted = this.decide({ agents, made, max: mostAgents(job) ?? this.parts.max });
    this.surplus = Math.max(0, agents - wanted);
    if (wanted <= agents) return undefined;
    this.parts.log.info(`agents: ${agents}, wanted: ${wanted}`);
    return Math.min(completions + wanted - agents, Limit.AGENT_INDEXES);
  }

  /** A pod has started: if its index was told to leave, it did not complete. */
  public started(index: number): void {
    this.leaving.delete(index);
  }

  /**
   * Whether an agent without an item should leave. Index 0 stays to the end, since its exit completes the Job, and so
   * does the leader.
   */
  public dismiss(index: number, leads: boolean): boolean {
    if (index === 0 || leads) return false;
    if (this.leaving.has(index)) return true;
    if (this.surplus === 0) return false;
    this.surplus -= 1;
    this.leaving.add(index);
    this.parts.log.info(`agent ${index} is one too many`, { agent: String(index) });
    return true;
  }

  private decide(seen: Pick<Demand, 'agents' | 'made' | 'max'>): number {
    const { backlog, clock, min } = this.parts;
    const now = clock.now();
    this.wanted = agentsWanted(
      { ...seen, min: Math.min(min, seen.max), backlog: backlog.size(now), itemMs: backlog.itemMs },
      now,
      this.wanted,
    );
    return this.wanted.agents;
  }
}
