import { resolve } from 'node:path';
import { runLocal } from '../../runtime/programs/local';
import { CliError, Status } from '../cli-error';
import { agents } from '../cluster/request';
import { reportText } from '../report-text';
import type { Terminal } from '../terminal';
import { readWorkflow } from '../workflow-file';

interface HereFlags {
  readonly args?: string;
  readonly maxParallel?: string;
  readonly runId?: string;
  readonly path?: string;
  readonly yes?: boolean;
  readonly output?: 'json';
}

/** Run a workflow on this machine and print its report; the result is a branch `prodigy/<run>`. */
export async function runHere(file: string, flags: HereFlags, terminal: Terminal): Promise<void> {
  const { workflow } = await readWorkflow(file, terminal);
  const stop = interrupted();
  const report = await runLocal({
    workflow,
    repositoryPath: resolve(terminal.cwd, flags.path ?? '.'),
    argument: flags.args,
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

function interrupted(): AbortController {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller;
}
