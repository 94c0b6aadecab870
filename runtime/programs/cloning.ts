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
 * Say in the workspace server's place, which starts when this has ended, that origin is being cloned: however long that
 * takes, agents wait.
 */
export const whileCloning = (program: Program, context: ProgramContext, options: AnswerOptions = {}): Promise<number> =>
  answerWhile(
    program,
    context,
    { answer: cloning, port: Port.WORKSPACE, otherwise: 'agents are not told that origin is cloned' },
    options,
  );
