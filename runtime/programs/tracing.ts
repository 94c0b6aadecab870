import { systemClock } from '../adapters/clock/system-clock';
import type { OtlpTracer } from '../adapters/traces/otlp-tracer';
import { traceIdsOf } from '../adapters/traces/trace-ids';

/** Which process of a run is traced. */
export interface TracedProcess {
  /** `prodigy-agent`, `prodigy-workspace`: the service's name where the environment gives no other. */
  readonly service: string;
  readonly namespace: string;
  readonly runId: string;
  readonly pod?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A tracer where OpenTelemetry's environment variables name a collector; undefined where they do not. The exporter is
 * loaded then only: whoever does not trace does not pay for it.
 */
export function tracerOf(env: Environment, process: TracedProcess): OtlpTracer | undefined {
  const url = endpointIn(env);
  if (url === undefined) return undefined;
  const { namespace, runId, pod } = process;
  const { OtlpTracer } = require('../adapters/traces/otlp-tracer') as typeof import('../adapters/traces/otlp-tracer');
  return new OtlpTracer({
    ids: traceIdsOf(namespace, runId),
    resource: {
      'service.name': env.OTEL_SERVICE_NAME || process.service,
      'k8s.namespace.name': namespace,
      ...(pod && { 'k8s.pod.name': pod, 'service.instance.id': pod }),
    },
    url,
    clock: systemClock,
  });
}

/** As OpenTelemetry has it: an endpoint for traces is taken as it is, one for everything gets their path. */
function endpointIn(env: Environment): string | undefined {
  if (env.OTEL_SDK_DISABLED === 'true') return undefined;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = env;
  return traces || (all && `${all.replace(/\/$/, '')}/v1/traces`) || undefined;
}
