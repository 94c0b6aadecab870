import { once } from 'node:events';
import { createServer } from 'node:http';
import { Port } from '../../contract/network';
import { Route } from '../../contract/workspace-api';
import type { Program, ProgramContext } from './program';

/** What tests set otherwise. */
export interface HealthOptions {
  /** Default: 9464; 0 for any free one. */
  readonly port?: number;
  /** Told once the port answers. */
  readonly onListening?: (port: number) => void;
}

/**
 * Answer the kubelet while a program runs: whoever answers is not stuck. An agent that is stuck would keep its index, and
 * with it the Job, until the deadline of the run.
 */
export async function withHealth(
  program: Program,
  context: ProgramContext,
  options: HealthOptions = {},
): Promise<number> {
  const server = createServer(
    (request, response) => void response.writeHead(request.url === Route.HEALTH ? 200 : 404).end(),
  );
  server.on('error', (error) => context.log.warn(`the kubelet gets no answer: ${error.message}`));
  server.listen(options.port ?? Port.METRICS);
  void once(server, 'listening').then(
    () => options.onListening?.((server.address() as { port: number }).port),
    () => undefined,
  );
  try {
    return await program(context);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
