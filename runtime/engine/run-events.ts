import type { AttemptFailure, JournalEntry } from '../../contract/journal';
import type { Usage } from '../../contract/usage';
import type { CircuitBreaker as BreakerConfig } from '../../language/workflow';
import type { Notice } from '../ports/notice';
import { CircuitBreaker, isSuccess } from './policy/circuit-breaker';
import { stateOf } from './run-state';

/** An event with the names and shape from Prodigy's documentation: its type in snake case, and its fields. */
export interface RunEvent {
  readonly event_type: string;
  readonly [field: string]: unknown;
}

/** An event and its time, in milliseconds since 1970. */
export interface TimedEvent {
  readonly at: number;
  readonly event: RunEvent;
}

type ItemEntry = Extract<JournalEntry, { type: 'item' }>;

/** Translates notices about a run to events. Durations are in milliseconds. */
export class RunEvents {
  private startedAt: number | undefined;
  private total = 0;
  private failed = 0;
  private ended = 0;
  /** Items that may be retried. */
  private readonly dead = new Set<string>();
  /** The same state as the leader's, since both follow from the journal; undefined if the workflow has no breaker. */
  private breaker?: { readonly config: BreakerConfig; readonly state: CircuitBreaker };

  public constructor(private readonly runId: string) {}

  /** The events of a notice, in order. */
  public of(notice: Notice): TimedEvent[] {
    if (notice.type === 'begun') return [this.begun(notice)].map((event) => ({ at: notice.at, event }));
    if (notice.type === 'entry') {
      const { at, entry } = notice.entry;
      return this.ofEntry(at, entry).map((event) => ({ at, event }));
    }
    return this.ofAttempt(notice).map((event) => ({ at: notice.at, event }));
  }

  private begun({ at, workflow, breaker, entries }: Extract<Notice, { type: 'begun' }>): RunEvent {
    for (const stamped of entries) {
      this.startedAt ??= stamped.at;
      this.ofEntry(stamped.at, stamped.entry);
    }
    if (breaker) this.breaker = { config: breaker, state: CircuitBreaker.after(breaker, stateOf(entries)) };
    const job_id = this.runId;
    const isNew = this.startedAt === undefined;
    this.startedAt ??= at;
    if (isNew) return { event_type: 'job_started', job_id, config: { workflow }, total_items: null };
    return { event_type: 'job_resumed', job_id, pending_items: this.total - this.ended };
  }

  private ofAttempt(notice: Exclude<Notice, { type: 'begun' | 'entry' }>): RunEvent[] {
    const job_id = this.runId;
    if (notice.type === 'paused') return [{ event_type: 'job_paused', job_id }];
    const { item, attempt } = notice;
    const agent = { job_id, agent_id: agentOf(item, attempt), item_id: item };
    if (notice.type === 'attempt')
      return [{ event_type: 'agent_started', ...agent, worktree: `items/${item}-${attempt}`, attempt }];
    return [];
  }

  private ofEntry(at: number, entry: JournalEntry): RunEvent[] {
    const job_id = this.runId;
    const usage = 'usage' in entry && entry.usage ? [this.usage(entry.usage, entry)] : [];
    switch (entry.type) {
      case 'step':
        return [
          ...usage,
          { event_type: 'checkpoint_created', job_id, phase: entry.phase, step: entry.index, version: 1 },
        ];
      case 'items':
        this.total = (entry.from ?? 0) + entry.items.length;
        if (entry.more) return usage;
        return [{ event_type: 'map_phase_started', job_id, total_items: this.total }];
      case 'phase':
        return this.phaseOver(entry.phase);
      case 'attempt':
        return [...this.attemptFailed(entry), ...this.breakerAfter(false, at)];
      case 'retried':
        return this.openAgain(entry.items);
      case 'reopened':
        return entry.work === 'retry' ? this.openAgain(entry.items) : usage;
      case 'purged':
        for (const item of entry.items ?? [...this.dead]) this.dead.delete(item);
        return usage;
      case 'item':
        return [...usage, ...this.itemOver(entry), ...this.breakerAfter(isSuccess(entry.outcome), at)];
      case 'finished':
        return [...usage, this.over(at, entry)];
      default:
        return usage;
    }
  }

  /** Dead letters are retried, by default all of them: they no longer count as ended or failed. */
  private openAgain(items: readonly string[] = [...this.dead]): RunEvent[] {
    const again = items.filter((item) => this.dead.delete(item)).length;
    this.ended -= again;
    this.failed -= again;
    return [];
  }

  private phaseOver(phase: string): RunEvent[] {
    const job_id = this.runId;
    if (phase === 'map')
      return [
        {
          event_type: 'map_phase_completed',
          job_id,
          success_count: this.ended - this.failed,
          failure_count: this.failed,
        },
        { event_type: 'reduce_phase_started', job_id },
      ];
    return phase === 'reduce' ? [{ event_type: 'reduce_phase_completed', job_id }] : [];
  }

  /** Prodigy's documentation has no such events: ours have the same form. */
  private breakerAfter(succeeded: boolean, at: number): RunEvent[] {
    const job_id = this.runId;
    const { config, state } = this.breaker ?? {};
    const change = state?.record(succeeded, at);
    if (change === 'opened') return [{ event_type: 'circuit_breaker_opened', job_id, timeout: config?.timeoutMs }];
    return change === 'closed' ? [{ event_type: 'circuit_breaker_closed', job_id }] : [];
  }

  private itemOver(entry: ItemEntry): RunEvent[] {
    const { item, attempt, outcome, commit, durationMs, reason } = entry;
    this.ended += 1;
    const agent = { job_id: this.runId, agent_id: agentOf(item, attempt), item_id: item };
    if (isSuccess(outcome)) {
      const commits = commit === undefined ? [] : [commit];
      const done = { event_type: 'agent_completed', ...agent, duration: durationMs ?? null, commits };
      const merged = { event_type: 'worktree_merged', ...agent, commit };
      return [{ ...done, cleanup_status: 'completed' }, ...(outcome === 'merged' ? [merged] : [])];
    }
    this.failed += 1;
    const failed = this.failure(item, attempt, entry.failure, false, reason);
    if (outcome === 'dead') this.dead.add(item);
    const letter = { event_type: 'dlq_item_added', job_id: this.runId, item_id: item, failure_count: attempt };
    return outcome === 'dead' ? [failed, letter] : [failed];
  }

  private attemptFailed({ item, attempt, failure, retryInMs }: Extract<JournalEntry, { type: 'attempt' }>): RunEvent[] {
    const next = { agent_id: agentOf(item, attempt + 1), item_id: item, attempt: attempt + 1, backoff_ms: retryInMs };
    return [
      this.failure(item, attempt, failure, true, undefined),
      { event_type: 'agent_retrying', job_id: this.runId, ...next },
    ];
  }

  private failure(
    item: string,
    attempt: number,
    failure: AttemptFailure | undefined,
    retry_eligible: boolean,
    reason: string | undefined,
  ): RunEvent {
    const agent = { job_id: this.runId, agent_id: agentOf(item, attempt), item_id: item };
    const error = failure?.message ?? reason ?? '';
    const failure_reason = failure?.errorType ?? 'Unknown';
    return { event_type: 'agent_failed', ...agent, error, retry_eligible, failure_reason, step: failure?.step };
  }

  private over(at: number, { outcome, reason }: Extract<JournalEntry, { type: 'finished' }>): RunEvent {
    const counts = { success_count: this.ended - this.failed, failure_count: this.failed };
    const duration = Math.max(0, at - (this.startedAt ?? at));
    const job_id = this.runId;
    if (outcome === 'complete') return { event_type: 'job_completed', job_id, duration, ...counts };
    return { event_type: 'job_failed', job_id, duration, ...counts, outcome, error: reason ?? outcome };
  }

  private usage(usage: Usage, entry: JournalEntry): RunEvent {
    const { inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens, costUsd } = usage;
    const agent_id = entry.type === 'item' ? agentOf(entry.item, entry.attempt) : this.runId;
    const tokens = { input_tokens: inputTokens, output_tokens: outputTokens };
    const cache = { cache_tokens: cacheReadTokens, cache_creation_tokens: cacheCreationTokens };
    return { event_type: 'claude_token_usage', agent_id, ...tokens, ...cache, cost_usd: costUsd };
  }
}

/** Name of an attempt, the same as its worktree's. */
const agentOf = (item: string, attempt: number): string => `${item}-${attempt}`;
