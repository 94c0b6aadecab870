import type { Item } from '../../contract/journal';
import { Limit } from '../../contract/limits';
import { interpolate } from '../../language/interpolate';
import { itemsOfFile } from '../../language/items';
import type { Reference } from '../../language/references';
import { Scope } from '../../language/scope';
import type { MapPhase, Step, Workflow } from '../../language/workflow';
import { git } from '../adapters/git/git';
import { GitError } from '../adapters/git/git-error';
import { begun, type LocalRequest } from './local';
import { type PlannedStep, plannedStep } from './planned-steps';

/** What a local run would do. */
export interface LocalPlan {
  readonly workflow: string;
  readonly mode: Workflow['mode'];
  /** Top folder of the user's repository. */
  readonly repository: string;
  /** Commit that the run would start from. */
  readonly base: string;
  readonly targetBranch: string;
  /** In the order in which they would run; those without steps are left out. */
  readonly phases: readonly PlannedPhase[];
  readonly map?: PlannedMap;
}

export interface PlannedPhase {
  readonly phase: 'commands' | 'setup' | 'map' | 'reduce' | 'merge';
  readonly steps: readonly PlannedStep[];
}

export interface PlannedMap {
  /** File or command that provides the items. */
  readonly input: string;
  /** Undefined if only a run would tell: it is a command, or setup may make the file. */
  readonly items?: readonly Item[];
  /** Maximum number of items at once. */
  readonly maxParallel: number;
}

/**
 * What a run would do, without doing any of it: reads from git, writes nothing.
 * @throws Error if the run could not start, or the items file is not a list of items.
 */
export async function planLocal(request: LocalRequest): Promise<LocalPlan> {
  const { workflow, argument, parameters } = request;
  const { repository, base, targetBranch } = await begun(request);
  const given = { ...parameters, ...(argument === undefined ? {} : { ARG: argument }) };
  const scope = new KnownScope({ ...literals(workflow), ...given });
  const map =
    workflow.mode === 'mapreduce' ? await plannedMap(workflow.map, request, { repository, base, scope }) : undefined;
  const phases = phasesOf(workflow).map(([phase, steps]) => ({
    phase,
    steps: steps.map((step) => plannedStep(step, scope)),
  }));
  return { workflow: workflow.name, mode: workflow.mode, repository, base, targetBranch, phases, ...(map && { map }) };
}

/** What is unknown now may be known during the run: so its fallback is not used yet. */
class KnownScope extends Scope {
  public override resolve(reference: Reference): string | undefined {
    return this.lookup(reference.path) === undefined ? undefined : super.resolve(reference);
  }
}

/** Variables with literal values in the file, except secrets. */
function literals({ env }: Workflow): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value.kind === 'text' && !value.secret ? [[name, value.text]] : [],
    ),
  );
}

function phasesOf(workflow: Workflow): [PlannedPhase['phase'], readonly Step[]][] {
  const merge: [PlannedPhase['phase'], readonly Step[]] = ['merge', workflow.merge?.steps ?? []];
  const phases: [PlannedPhase['phase'], readonly Step[]][] =
    workflow.mode === 'standard'
      ? [['commands', workflow.commands], merge]
      : [
          ['setup', workflow.setup.steps],
          ['map', workflow.map.agentTemplate],
          ['reduce', workflow.reduce.steps],
          merge,
        ];
  return phases.filter(([, steps]) => steps.length > 0);
}

async function plannedMap(
  map: MapPhase,
  request: LocalRequest,
  { repository, base, scope }: { readonly repository: string; readonly base: string; readonly scope: Scope },
): Promise<PlannedMap> {
  const input = interpolate(map.input, scope);
  const maxParallel = request.maxParallel ?? map.maxParallel ?? Limit.DEFAULT_AGENTS;
  if (request.items) return { input, maxParallel, items: request.items };
  const text = await fileAt(repository, base, input);
  return { input, maxParallel, ...(text !== undefined && { items: itemsOfFile(text, input, map) }) };
}

/** Text of a file in a commit; undefined if there is none. */
async function fileAt(repository: string, commit: string, path: string): Promise<string | undefined> {
  try {
    return await git(['cat-file', 'blob', `${commit}:${path}`], { cwd: repository });
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
