import type { Report } from '../../contract/report';
import { SpanAttribute, SpanName } from '../../contract/tracing';
import { systemClock } from '../adapters/clock/system-clock';
import type { OtlpTracer } from '../adapters/traces/otlp-tracer';
import { traceIdsOf } from '../adapters/traces/trace-ids';

/** The process to trace. */
export interface TracedProcess {
  /** `prodigy-agent`, `prodigy-workspace`, `prodigy`: the service name, unless the environment sets another. */
  readonly service: string;
  readonly runId: string;
  /** Namespace of a run on a cluster, host name of a local one. */
  readonly place: { readonly namespace: string; readonly pod?: string } | { readonly host: string };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A tracer if OpenTelemetry's environment variables name a collector; undefined if not. The exporter is loaded only
 * then: without tracing it costs nothing.
 */
export function tracerOf(env: Environment, process: TracedProcess): OtlpTracer | undefined {
  const url = endpointIn(env);
  if (url === undefined) return undefined;
  const { place, runId } = process;
  const { OtlpTracer } = require('../adapters/traces/otlp-tracer') as typeof import('../adapters/traces/otlp-tracer');
  return new OtlpTracer({
    ids: traceIdsOf('host' in place ? place.host : place.namespace, runId),
    resource: {
      'service.name': env.OTEL_SERVICE_NAME || process.service,
      ...('host' in place ? { 'host.name': place.host } : onCluster(place)),
    },
    url,
    clock: systemClock,
  });
}

const onCluster = ({ namespace, pod }: { readonly namespace: string; readonly pod?: string }) => ({
  'k8s.namespace.name': namespace,
  ...(pod && { 'k8s.pod.name': pod, 'service.instance.id': pod }),
});

/** Record the run's root span, and send the rest. */
export async function closeTracer(tracer: OtlpTracer | undefined, report: Report | undefined): Promise<void> {
  if (report) tracer?.run(wholeSpan(report));
  await tracer?.close();
}

const wholeSpan = ({ runId, workflow, outcome, reason, startedAt, finishedAt }: Report) => ({
  name: SpanName.RUN,
  attributes: {
    [SpanAttribute.RUN]: runId,
    [SpanAttribute.WORKFLOW]: workflow,
    [SpanAttribute.OUTCOME]: outcome,
  },
  startedAt: new Date(startedAt),
  finishedAt: new Date(finishedAt),
  failure: outcome === 'complete' ? undefined : (reason ?? outcome),
});

/** As specified by OpenTelemetry: a traces endpoint is used as it is, a general one gets the traces path appended. */
function endpointIn(env: Environment): string | undefined {
  if (env.OTEL_SDK_DISABLED === 'true') return undefined;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = env;
  return traces || (all && `${all.replace(/\/$/, '')}/v1/traces`) || undefined;
}
