import { Port } from '../../contract/network';
import { Route } from '../../contract/workspace-api';
import { type AnswerOptions, answerWhile } from './answer-while';
import type { Program, ProgramContext } from './program';

/**
 * Answer the kubelet's probes while a program runs: a program that answers is not stuck. A stuck agent would keep its
 * index, and with it the Job, until the deadline of the run.
 */
export const withHealth = (program: Program, context: ProgramContext, options: AnswerOptions = {}): Promise<number> =>
  answerWhile(
    program,
    context,
    {
      answer: (request, response) => void response.writeHead(request.url === Route.HEALTH ? 200 : 404).end(),
      port: Port.METRICS,
      otherwise: 'health checks of the kubelet are not answered',
    },
    options,
  );
