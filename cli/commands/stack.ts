import { join } from 'node:path';
import { targetNamed } from '../../stacks/targets';
import { asUserError, CliError, Status } from '../cli-error';
import { changed, runStack, type StackAction, type StackResult } from '../stack-engine';
import type { Terminal } from '../terminal';

interface StackFlags {
  readonly yes?: boolean;
  readonly policyPack?: readonly string[];
  readonly project?: string;
  readonly diff?: boolean;
  readonly output?: 'json';
}

/** The root of this program's project. */
const ROOT = join(__dirname, '..', '..');

/** Actions that change a cluster, and the question that confirms each. */
const ASKED: Partial<Record<StackAction, string>> = {
  up: 'deploy it',
  destroy: 'delete what it holds on the cluster',
  refresh: 'update its state from the cluster',
};

/** Preview, deploy, compare or remove a target's stack; the engine's output goes to stderr. */
export async function onStack(
  action: StackAction,
  target: string,
  flags: StackFlags,
  terminal: Terminal,
  run: typeof runStack = runStack,
): Promise<void> {
  asUserError(() => targetNamed(target));
  await mustAgree(action, target, flags, terminal);
  const result = await run({
    action,
    stack: target,
    project: flags.project ?? ROOT,
    policyPacks: flags.policyPack ?? [],
    diff: flags.diff,
    progress: (text) => terminal.progress(text.endsWith('\n') ? text : `${text}\n`),
  });
  terminal.out(
    flags.output === 'json' ? `${JSON.stringify({ target, action, ...result }, null, 2)}\n` : summary(result),
  );
  if (action === 'drift' && changed(result.changes) > 0) terminal.setStatus(Status.RUN_FAILED);
}

/** @throws CliError if nobody confirms: without a terminal, nothing is changed unasked. */
async function mustAgree(action: StackAction, target: string, { yes }: StackFlags, terminal: Terminal): Promise<void> {
  const what = ASKED[action];
  if (!what || yes) return;
  if (!terminal.ask)
    throw new CliError(`'--yes' must be given without a terminal, got nothing: see prodigy-k8s stack preview`);
  if (!(await terminal.ask(`stack ${target}: ${what}? [y/N] `, new AbortController().signal)))
    throw new CliError('nothing was changed', Status.REFUSED);
}

/** `create 12, same 3` */
const summary = ({ changes }: StackResult): string =>
  `${
    Object.entries(changes)
      .map(([operation, count]) => `${operation} ${count}`)
      .join(', ') || 'no resources'
  }\n`;
