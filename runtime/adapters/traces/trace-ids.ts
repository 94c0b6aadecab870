import { createHash } from 'node:crypto';

/** Where a run's spans belong, in the W3C Trace Context's own terms. */
export interface TraceIds {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Of the span of the run as a whole: 16 hexadecimal digits. */
  readonly runSpanId: string;
}

/** The ids that every pod of a run works out for itself; two runs of one id in two namespaces are two traces. */
export function traceIdsOf(namespace: string, runId: string): TraceIds {
  const digits = createHash('sha256').update(`prodigy run ${namespace}/${runId}`).digest('hex');
  return { traceId: digits.slice(0, 32), runSpanId: digits.slice(32, 48) };
}
