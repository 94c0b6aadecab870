import type { k8s } from 'cdk8s-plus-28';
import type { MonitoringFacts } from '../contract/cluster-facts';
import { TRACE_COLLECTOR_VARIABLE } from '../contract/environment';
import { METRICS_PATH, Port } from '../contract/network';
import { intOrString } from './manifest';
import { tcp } from './network-rules';

/** Port that Prometheus scrapes, and its name for people, Services and monitors. */
export const METRICS_PORT = { name: 'metrics', number: Port.METRICS };

/** Pod annotations that let an annotation-based Prometheus discover what to scrape. */
export const scrapeAnnotations = (monitoring: MonitoringFacts | undefined): { [name: string]: string } | undefined =>
  monitoring && {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': String(Port.METRICS),
    'prometheus.io/path': METRICS_PATH,
  };

/** Lets Prometheus, and nobody else, connect to the metrics port. */
export const scrapeRules = (monitoring: MonitoringFacts | undefined): k8s.NetworkPolicyIngressRule[] =>
  monitoring ? [{ from: [podsOf(monitoring)], ports: [tcp(Port.METRICS)] }] : [];

/** Lets pods connect to the trace collector. */
export const traceRules = (monitoring: MonitoringFacts | undefined): k8s.NetworkPolicyEgressRule[] =>
  monitoring?.otlpEndpoint ? [{ to: [podsOf(monitoring)], ports: [tcp(portOf(monitoring.otlpEndpoint))] }] : [];

/** The variable that OpenTelemetry's exporters read; without it, nothing is traced. */
export const traceVariables = (monitoring: MonitoringFacts | undefined): k8s.EnvVar[] =>
  monitoring?.otlpEndpoint ? [{ name: TRACE_COLLECTOR_VARIABLE, value: monitoring.otlpEndpoint }] : [];

/**
 * Restarts a container that does not respond for two minutes: a hung one would keep its pod forever. Longer than any
 * pause of a machine under load, since a restart loses the current work.
 */
export const livenessProbe = (path: string, port: string): k8s.Probe => ({
  httpGet: { path, port: intOrString(port) },
  periodSeconds: 20,
  timeoutSeconds: 10,
  failureThreshold: 6,
});

const podsOf = ({ namespace }: MonitoringFacts): k8s.NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
});

/** The endpoint is a validated URL; its port defaults to the scheme's. */
function portOf(endpoint: string): number {
  const [, scheme, port] = /^(https?):\/\/[^/:]+(?::(\d+))?/.exec(endpoint) ?? [];
  return port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port);
}
