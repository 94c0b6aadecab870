import type { Report } from '../../contract/report';
import { SpanAttribute, SpanName } from '../../contract/tracing';
import { systemClock } from '../adapters/clock/system-clock';
import type { OtlpTracer } from '../adapters/traces/otlp-tracer';
import { traceIdsOf } from '../adapters/traces/trace-ids';

/** Which process of a run is traced. */
export interface TracedProcess {
  /** `prodigy-agent`, `prodigy-workspace`, `prodigy`: the service's name where the environment gives no other. */
  readonly service: string;
  readonly runId: string;
  /** Namespace of a run on a cluster, machine of one that is here. */
  readonly place: { readonly namespace: string; readonly pod?: string } | { readonly host: string };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A tracer where OpenTelemetry's environment variables name a collector; undefined where they do not. The exporter is
 * loaded then only: whoever does not trace does not pay for it.
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

/** Record the span that all other spans of a run belong to, and send what is left. */
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

/** As OpenTelemetry has it: an endpoint for traces is taken as it is, one for everything gets their path. */
function endpointIn(env: Environment): string | undefined {
  if (env.OTEL_SDK_DISABLED === 'true') return undefined;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = env;
  return traces || (all && `${all.replace(/\/$/, '')}/v1/traces`) || undefined;
}
