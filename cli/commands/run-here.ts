import { resolve } from 'node:path';
import type { Item } from '../../contract/journal';
import type { Workflow } from '../../language/workflow';
import { deadLettersHere } from '../../runtime/adapters/local/dead-letters-here';
import { type LocalRequest, type LocalSurroundings, runLocal } from '../../runtime/programs/local';
import { planLocal } from '../../runtime/programs/plan-local';
import { CliError } from '../cli-error';
import { agents } from '../cluster/agents';
import { itemsOf, mustMap, notEnded } from '../letters-as-items';
import { type LocalRunFlags, runWithReport } from '../local-run';
import { localRuns, noRunHere } from '../local-runs';
import { givenParameters, namesOf, type ParameterFlags, parametersOf } from '../parameters';
import { planText } from '../plan-text';
import type { Terminal } from '../terminal';
import { readWorkflow } from '../workflow-file';

interface HereFlags extends ParameterFlags, LocalRunFlags {
  readonly args?: string;
  readonly profile?: string;
  readonly runId?: string;
  readonly path?: string;
  readonly dryRun?: boolean;
  readonly fromDlq?: string;
}

/** Run a workflow locally and print its report; the result is a branch `prodigy/<run>`. */
export async function runHere(file: string, flags: HereFlags, terminal: Terminal): Promise<void> {
  const given = await givenParameters(flags);
  const warned = flags.quiet ? { ...terminal, progress: () => undefined } : terminal;
  const { workflow, text } = await readWorkflow(file, warned, { parameters: namesOf(given), profile: flags.profile });
  const request = {
    workflow,
    workflowText: text,
    workflowPath: resolve(terminal.cwd, file),
    profile: flags.profile,
    repositoryPath: resolve(terminal.cwd, flags.path ?? '.'),
    argument: flags.args,
    parameters: parametersOf(given, workflow),
    runId: flags.runId,
    items: flags.fromDlq === undefined ? undefined : await lettersHere(flags.fromDlq, workflow, terminal),
  };
  if (flags.dryRun) return showPlan(request, flags, terminal);
  await runWithReport(flags, terminal, (surroundings) => runLocal({ ...surroundings, ...request }));
}

/** @throws CliError if the run does not exist locally, has not ended, or has no dead letters. */
async function lettersHere(runId: string, workflow: Workflow, { home }: Terminal): Promise<readonly Item[]> {
  mustMap(workflow);
  const earlier = (await localRuns(home)).find((run) => run.runId === runId);
  if (earlier === undefined) throw noRunHere(runId);
  if (earlier.report === undefined) throw notEnded(runId);
  return itemsOf(runId, await deadLettersHere(home, runId));
}

/** Show what would run. */
async function showPlan(
  request: Omit<LocalRequest, keyof LocalSurroundings>,
  flags: HereFlags,
  terminal: Terminal,
): Promise<void> {
  const { home, env } = terminal;
  const maxParallel = agents(flags.maxParallel);
  const signal = new AbortController().signal;
  const plan = await planLocal({ ...request, mergeIntoCurrentBranch: false, maxParallel, home, env, signal }).catch(
    (error: Error) => {
      throw new CliError(error.message);
    },
  );
  terminal.out(flags.output === 'json' ? `${JSON.stringify(plan, null, 2)}\n` : planText(plan));
}
