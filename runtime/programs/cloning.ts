import type { RequestListener } from 'node:http';
import { Port } from '../../contract/network';
import { WAIT_HEADER } from '../../contract/workspace-api';
import { type AnswerOptions, answerWhile } from './answer-while';
import type { Program, ProgramContext } from './program';

const cloning: RequestListener = (request, response) => {
  request.resume();
  response.writeHead(503, { [WAIT_HEADER]: 'cloning', 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ error: 'origin is being cloned: ask again' }));
};

/**
 * Until the workspace server starts, answer in its place that origin is being cloned: agents wait however long that
 * takes.
 */
export const whileCloning = (program: Program, context: ProgramContext, options: AnswerOptions = {}): Promise<number> =>
  answerWhile(
    program,
    context,
    { answer: cloning, port: Port.WORKSPACE, otherwise: 'agents cannot see that origin is being cloned' },
    options,
  );
