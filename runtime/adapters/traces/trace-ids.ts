import { createHash } from 'node:crypto';

/** The trace of a run, in terms of W3C Trace Context. */
export interface TraceIds {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Id of the run's root span: 16 hexadecimal digits. */
  readonly runSpanId: string;
}

/** The ids, which every pod of a run computes for itself; runs with the same id in two namespaces are two traces. */
export function traceIdsOf(namespace: string, runId: string): TraceIds {
  const digits = createHash('sha256').update(`prodigy run ${namespace}/${runId}`).digest('hex');
  return { traceId: digits.slice(0, 32), runSpanId: digits.slice(32, 48) };
}
