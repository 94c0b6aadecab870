import { resolve } from 'node:path';
import { runLocal } from '../../runtime/programs/local';
import { CliError, Status } from '../cli-error';
import { agents } from '../cluster/agents';
import { givenParameters, namesOf, type ParameterFlags, parametersOf } from '../parameters';
import { reportText } from '../report-text';
import type { Terminal } from '../terminal';
import { mustBeRunnable, readWorkflow } from '../workflow-file';

interface HereFlags extends ParameterFlags {
  readonly args?: string;
  readonly profile?: string;
  readonly maxParallel?: string;
  readonly runId?: string;
  readonly path?: string;
  readonly yes?: boolean;
  readonly output?: 'json';
}

/** Run a workflow on this machine and print its report; the result is a branch `prodigy/<run>`. */
export async function runHere(file: string, flags: HereFlags, terminal: Terminal): Promise<void> {
  const given = await givenParameters(flags);
  const choices = { parameters: namesOf(given), profile: flags.profile };
  const source = await readWorkflow(file, terminal, choices);
  mustBeRunnable(source);
  const { workflow } = source;
  const stop = interrupted(terminal);
  const report = await runLocal({
    workflow,
    repositoryPath: resolve(terminal.cwd, flags.path ?? '.'),
    argument: flags.args,
    parameters: parametersOf(given, workflow),
    maxParallel: agents(flags.maxParallel),
    runId: flags.runId,
    mergeIntoCurrentBranch: flags.yes === true,
    home: terminal.home,
    env: terminal.env,
    signal: stop.signal,
    onProgress: (line) => terminal.progress(`${line}\n`),
  }).catch((error: Error) => {
    throw new CliError(error.message, Status.RUN_FAILED);
  });
  terminal.out(flags.output === 'json' ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  if (stop.signal.aborted) terminal.setStatus(Status.INTERRUPTED);
  else if (report.outcome !== 'complete') terminal.setStatus(Status.RUN_FAILED);
}

/** Milliseconds until an impatient signal ends the program at once: longer than a step has to end in peace. */
const PATIENCE = 15_000;

/** Fires at the first SIGINT or SIGTERM. Ending at the second would leave a step behind that has not ended yet. */
function interrupted(terminal: Terminal): AbortController {
  const controller = new AbortController();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const stop = (): void => {
    if (controller.signal.aborted) return;
    terminal.progress('interrupted: waiting for the steps to end\n');
    controller.abort();
    setTimeout(() => {
      for (const signal of signals) process.off(signal, stop);
    }, PATIENCE).unref();
  };
  for (const signal of signals) process.on(signal, stop);
  return controller;
}
