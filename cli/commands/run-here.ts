import { resolve } from 'node:path';
import { runLocal } from '../../runtime/programs/local';
import { type LocalRunFlags, runWithReport } from '../local-run';
import { givenParameters, namesOf, type ParameterFlags, parametersOf } from '../parameters';
import type { Terminal } from '../terminal';
import { mustBeRunnable, readWorkflow } from '../workflow-file';

interface HereFlags extends ParameterFlags, LocalRunFlags {
  readonly args?: string;
  readonly profile?: string;
  readonly runId?: string;
  readonly path?: string;
}

/** Run a workflow on this machine and print its report; the result is a branch `prodigy/<run>`. */
export async function runHere(file: string, flags: HereFlags, terminal: Terminal): Promise<void> {
  const given = await givenParameters(flags);
  const warned = flags.quiet ? { ...terminal, progress: () => undefined } : terminal;
  const source = await readWorkflow(file, warned, { parameters: namesOf(given), profile: flags.profile });
  mustBeRunnable(source);
  const { workflow, text } = source;
  const parameters = parametersOf(given, workflow);
  await runWithReport(flags, terminal, (surroundings) =>
    runLocal({
      ...surroundings,
      workflow,
      workflowText: text,
      workflowPath: resolve(terminal.cwd, file),
      profile: flags.profile,
      repositoryPath: resolve(terminal.cwd, flags.path ?? '.'),
      argument: flags.args,
      parameters,
      runId: flags.runId,
    }),
  );
}
