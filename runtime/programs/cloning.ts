import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Port } from '../../contract/network';
import { WAIT_HEADER } from '../../contract/workspace-api';
import type { Program, ProgramContext } from './program';

/** What tests set otherwise. */
export interface CloningOptions {
  /** Default: that of the workspace server, which starts when this has ended; 0 for any free one. */
  readonly port?: number;
  /** Told once the port answers. */
  readonly onListening?: (port: number) => void;
}

/**
 * Say in the workspace server's place, while a program clones origin, that it is being cloned: however long that takes,
 * agents wait.
 */
export async function whileCloning(
  program: Program,
  context: ProgramContext,
  options: CloningOptions = {},
): Promise<number> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(503, { [WAIT_HEADER]: 'cloning', 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ error: 'origin is being cloned: ask again' }));
  });
  server.on('error', (error) => context.log.warn(`agents are not told that origin is cloned: ${error.message}`));
  server.listen(options.port ?? Port.WORKSPACE);
  void once(server, 'listening').then(
    () => options.onListening?.((server.address() as AddressInfo).port),
    () => undefined,
  );
  try {
    return await program(context);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
