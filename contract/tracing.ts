/**
 * Spans of a run, as collectors of traces see them: `run`, in it an `item` per attempt, in it a `step` per execution. The
 * ids of a run's trace follow from the run's id, so that its pods join one trace without telling each other.
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
   * Of a run as its report says, of an item `submitted` or `unchanged`, of a step `succeeded`, `failed` or `timed_out`; what
   * failed as a whole has the status of an error.
   */
  OUTCOME: 'prodigy.outcome',
} as const;
