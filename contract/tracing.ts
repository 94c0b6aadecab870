/**
 * Spans of a run as trace collectors see them: `run`, in it an `item` per attempt, in it a `step` per execution. The
 * trace id is derived from the run's id, so its pods join one trace without coordination.
 */
export const SpanName = { RUN: 'run', ITEM: 'item', STEP: 'step' } as const;

/** Attributes of spans. */
export const SpanAttribute = {
  RUN: 'prodigy.run.id',
  WORKFLOW: 'prodigy.workflow',
  PHASE: 'prodigy.phase',
  ITEM: 'prodigy.item.id',
  /** From 1. */
  ATTEMPT: 'prodigy.item.attempt',
  STEP: 'prodigy.step.label',
  /** `shell`, `claude`, … */
  KIND: 'prodigy.step.kind',
  /**
   * For a run the report's outcome, for an item `submitted` or `unchanged`, for a step `succeeded`, `failed` or
   * `timed_out`. A span that failed as a whole has error status.
   */
  OUTCOME: 'prodigy.outcome',
} as const;
