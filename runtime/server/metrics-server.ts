import { createServer, type Server } from 'node:http';
import { METRICS_PATH } from '../../contract/network';
import type { Log } from '../ports/log';

/** A source of metrics. */
export interface MetricsSource {
  /** In Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Serves metrics to Prometheus, on its own port so that a network policy can restrict access; not listening yet. */
export function metricsServer(source: MetricsSource, log: Log): Server {
  return createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (request.method !== 'GET' || path !== METRICS_PATH) return void response.writeHead(404).end();
    source.text().then(
      (text) => response.writeHead(200, { 'content-type': source.contentType }).end(text),
      (error: Error) => {
        log.error(`no metrics: ${error.message}`);
        response.writeHead(500).end();
      },
    );
  });
}
