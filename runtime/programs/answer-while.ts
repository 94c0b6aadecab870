import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Program, ProgramContext } from './program';

/** What tests set otherwise. */
export interface AnswerOptions {
  /** 0 for any free one. Default: the port that the answers are expected at. */
  readonly port?: number;
  /** Told once the port answers. */
  readonly onListening?: (port: number) => void;
}

/** Answers over HTTP for as long as a program runs. */
export interface Answers {
  readonly answer: RequestListener;
  readonly port: number;
  /** What nobody is told where the port cannot be opened: the program runs all the same. */
  readonly otherwise: string;
}

/** Run a program, and answer at a port meanwhile. */
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
