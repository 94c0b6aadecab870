import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Program, ProgramContext } from './program';

/** Overrides for tests. */
export interface AnswerOptions {
  /** Default: the port at which answers are expected; 0 for any free one. */
  readonly port?: number;
  /** Called once the port answers. */
  readonly onListening?: (port: number) => void;
}

/** HTTP answers given while a program runs. */
export interface Answers {
  readonly answer: RequestListener;
  readonly port: number;
  /** Warning if the port cannot be opened: the program runs all the same. */
  readonly otherwise: string;
}

/** Run a program while answering on a port. */
export async function answerWhile(
  program: Program,
  context: ProgramContext,
  { answer, port, otherwise }: Answers,
  options: AnswerOptions,
): Promise<number> {
  const server = createServer(answer);
  server.on('error', (error) => context.log.warn(`${otherwise}: ${error.message}`));
  server.listen(options.port ?? port);
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
