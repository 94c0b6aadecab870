import type { EngineEvent, OpType, OutputMap, Stack } from '@pulumi/pulumi/automation/index.js';
import { CliError, Status } from './cli-error';
import { withWayOut } from './stack-way-out';

/** Pulumi's SDK is large: loaded only when a stack is requested. */
const loadAutomation = () => import('@pulumi/pulumi/automation/index.js');

/** Actions on a stack. */
export const STACK_ACTIONS = ['up', 'preview', 'destroy', 'refresh', 'drift'] as const;
export type StackAction = (typeof STACK_ACTIONS)[number];

/** Input of an action. */
export interface StackRequest {
  readonly action: StackAction;
  /** Name of the target, which is the stack's name. */
  readonly stack: string;
  /** Folder of `Pulumi.yaml`. */
  readonly project: string;
  /** Folders of policy packs. */
  readonly policyPacks: readonly string[];
  /** Whether a preview also shows the fields that change. @default false */
  readonly diff?: boolean;
  /** Receives the engine's output as it works. */
  readonly progress: (text: string) => void;
}

/** Result of an action. */
export interface StackResult {
  /** Number of resources per operation done or planned: `create`, `update`, `delete`, `same` … */
  readonly changes: { readonly [operation: string]: number };
  /** Outputs of the stack; a secret is `[secret]`. */
  readonly outputs: { readonly [name: string]: unknown };
}

/** Engine versions that support this program's options: `[from, below)`. */
const ENGINE = { from: 200, major: 3 };

/**
 * Run an action on a stack with Pulumi's engine, like Pulumi's own CLI.
 * @throws CliError, one sentence, if the engine is missing, has an unsupported version, or fails.
 */
export async function runStack(request: StackRequest): Promise<StackResult> {
  const { LocalWorkspace, PulumiCommand } = await loadAutomation();
  const pulumiCommand = await engine(() => PulumiCommand.get({ skipVersionCheck: true }));
  const place = { stackName: request.stack, workDir: request.project };
  try {
    const creates = request.action === 'up' || request.action === 'preview';
    const stack = creates
      ? await LocalWorkspace.createOrSelectStack(place, { pulumiCommand })
      : await LocalWorkspace.selectStack(place, { pulumiCommand });
    const changes = await ACTIONS[request.action](stack, request);
    return { changes, outputs: shown(await stack.outputs()) };
  } catch (error) {
    throw stackError(request, error);
  }
}

type Changes = StackResult['changes'];

/**
 * Like Pulumi's own commands, `up` and `destroy` run a preview first: it finds protected resources and policy
 * violations before anything changes. Without it, the engine deletes what it can before it fails, and runs a policy
 * pack only after deploying.
 *
 * Unlike Pulumi's own, all of them run the program: so permissions on the cluster are checked first, the cluster is
 * reached with this machine's settings rather than those of the last `up`, and the current configuration decides what
 * is retained.
 */
const ACTIONS: Readonly<Record<StackAction, (stack: Stack, request: StackRequest) => Promise<Changes>>> = {
  up: async (stack, { progress: onOutput, policyPacks }) => {
    const options = { onOutput, policyPacks: [...policyPacks] };
    await stack.preview(options);
    return (await stack.up(options)).summary.resourceChanges ?? {};
  },
  preview: async (stack, { progress: onOutput, policyPacks, diff }) =>
    (await stack.preview({ onOutput, policyPacks: [...policyPacks], diff })).changeSummary,
  destroy: async (stack, { progress: onOutput }) => {
    const options = { onOutput, runProgram: true };
    await stack.previewDestroy(options);
    // Whatever the program declares counts as the same before it is deleted.
    const { same: _, ...changes } = (await stack.destroy(options)).summary.resourceChanges ?? {};
    return changes;
  },
  // Forgets creations that an interrupted `up` left pending: the next one finds the objects by name.
  refresh: (stack, { progress: onOutput }) =>
    onCluster(async (onEvent) => {
      const options = { onOutput, onEvent, runProgram: true, clearPendingCreates: true };
      return (await stack.refresh(options)).summary.resourceChanges ?? {};
    }),
  drift: (stack, { progress: onOutput }) =>
    onCluster(async (onEvent) => (await stack.previewRefresh({ onOutput, onEvent, runProgram: true })).changeSummary),
};

/** Changes on the cluster: a provider whose connection settings differ from the last `up` is not one. */
async function onCluster(refresh: (onEvent: (event: EngineEvent) => void) => Promise<Changes>): Promise<Changes> {
  let providers = 0;
  const { update = 0, ...changes } = await refresh(({ resourcePreEvent }) => {
    const { op, type } = resourcePreEvent?.metadata ?? {};
    if (op === 'update' && type?.startsWith('pulumi:providers:')) providers += 1;
  });
  const left = update - providers;
  return { ...changes, same: (changes.same ?? 0) + providers, ...(left > 0 && { update: left }) };
}

/** Number of changed resources: `same` and read-only operations do not count. */
export const changed = (changes: Changes): number =>
  Object.entries(changes)
    .filter(([operation]) => !UNCHANGED.includes(operation as OpType))
    .reduce((sum, [, count]) => sum + count, 0);

const UNCHANGED: readonly OpType[] = ['same', 'read', 'refresh'];

/** @throws CliError if there is no engine, or it is too old or too new. */
async function engine<T extends { readonly version: { readonly major: number; readonly minor: number } | null }>(
  find: () => Promise<T>,
): Promise<T> {
  const found = await find().catch(() => undefined);
  if (!found)
    throw new CliError(
      'the engine of Pulumi must be on the PATH, got none: install it, see https://www.pulumi.com/docs/install',
    );
  const { version } = found;
  if (version?.major === ENGINE.major && version.minor >= ENGINE.from) return found;
  throw new CliError(
    `the engine of Pulumi must be ${ENGINE.major}.${ENGINE.from} or a later ${ENGINE.major}, got ${version}: ` +
      'update it, see https://www.pulumi.com/docs/install',
  );
}

const shown = (outputs: OutputMap): StackResult['outputs'] =>
  Object.fromEntries(Object.entries(outputs).map(([name, { value, secret }]) => [name, secret ? '[secret]' : value]));

/** The engine's output has already been shown: one line of it is enough here. */
function stackError({ action, stack }: StackRequest, error: unknown): CliError {
  const { name, message } = error as Error;
  if (name === 'ConcurrentUpdateError' || /is currently locked|another update is currently in progress/.test(message))
    return new CliError(
      `stack ${stack} is being changed by somebody else: wait for them, or end what they left with pulumi cancel`,
      Status.CONFLICT,
    );
  if (/no stack named/.test(message))
    return new CliError(`there is no stack ${stack}: prodigy-k8s stack up ${stack} makes it`, Status.CONFLICT);
  const why = brokenPolicies(message) ?? withWayOut(firstError(message), action, stack);
  return new CliError(`cannot ${action} stack ${stack}: ${why}`, Status.RUN_FAILED);
}

/** The engine's error only says that it failed; the policies' findings are in the output above. */
function brokenPolicies(said: string): string | undefined {
  const names = [...said.matchAll(/^ *- \[mandatory\] +(\S+)/gm)].map(([, name]) => name);
  if (names.length === 0) return undefined;
  return `it must break no mandatory policy, got ${[...new Set(names)].join(', ')}: fix what is reported of each above`;
}

function firstError(said: string): string {
  const found = /(?:^|\n)\s*error:\s*(.+)/.exec(said)?.[1];
  return (found ?? said.split('\n')[0] ?? said).trim();
}
