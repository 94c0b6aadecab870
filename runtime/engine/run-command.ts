import { Limit } from '../../contract/limits';
import { interpolate } from '../../language/interpolate';
import type { Scope } from '../../language/scope';
import { spliceShell } from '../../language/shell/splice';
import type { TextCommand } from '../../language/workflow';
import type { ProcessCommand, ProcessResult } from '../ports/processes';
import { Interrupted } from './engine';
import type { Setting } from './setting';
import { claudeCall } from './step/claude-call';
import { ClaudeOutput, LONGEST_RECORD } from './step/claude-output';
import { environmentOf, shellScope, textScope } from './step/environment';
import { HiddenLines } from './step/hidden-lines';
import { hiddenIn, mayBeCut } from './step/hidden-output';
import { LastLines } from './step/last-lines';
import type { Masking } from './step/masking';

/** What an execution of a command came to. */
export interface Ran {
  readonly exitCode: number;
  readonly timedOut: boolean;
  /** What a capture keeps: stdout, of claude its answer. */
  readonly output: string;
  /** Whether that may have lost its beginning: of a longer one only the end is kept. Default: false. */
  readonly mayBeCut?: boolean;
  readonly stderr: string;
  /** Lines of both streams as they came. */
  readonly combined: string;
  readonly durationMs: number;
  /** What a failure is explained with: stderr, or stdout where stderr is empty. */
  readonly complaint: string;
  /** stdout, then stderr. */
  readonly everything: string;
  /** What went wrong, behind the step's name, where it was no process that failed. */
  readonly problem?: string;
}

/** A command that is ready to run. */
export interface Prepared extends Pick<ProcessCommand, 'program' | 'env' | 'cwd'> {
  readonly masking: Masking;
}

/**
 * Run one command once. What it prints holds no secret value from here on, in the log as in what is kept.
 * @throws Interrupted where the signal fired.
 */
export async function runCommand(
  command: TextCommand,
  { masking, ...prepared }: Prepared,
  { engine, log, signal, spend, graceSeconds }: Setting,
  timeoutSeconds: number | undefined,
): Promise<Ran> {
  const began = engine.clock.now();
  const lines = new LastLines(Limit.STEP_OUTPUT_BYTES);
  const claude = command.kind === 'claude' ? new ClaudeOutput(masking) : undefined;
  const hidden = { stdout: new HiddenLines(masking), stderr: new HiddenLines(masking) };
  const onLine = (stream: 'stdout' | 'stderr', line: string, goesOn: boolean): void => {
    for (const text of claude && stream === 'stdout' ? claude.read(line) : hidden[stream].take(line, goesOn)) {
      log.info(text, { stream });
      lines.push(text);
    }
  };
  const longestLine = claude && LONGEST_RECORD;
  const limits = { timeoutSeconds, graceSeconds, longestLine };
  const result = await engine.processes.run({ ...prepared, ...limits, signal, onLine });
  const usage = claude?.usage();
  if (usage !== undefined) spend?.(usage);
  if (result.outcome === 'aborted') throw new Interrupted();
  // A clock may be set back meanwhile.
  const durationMs = Math.max(0, engine.clock.now() - began);
  return { ...ranAs(result, masking, claude), combined: lines.text(), durationMs };
}

/**
 * References become environment variables in shell text, and text in what claude is told.
 * @param folder where it runs, relative to the checkout. Default: the checkout.
 * @throws Error where a value cannot be handed over, or there is no such folder.
 */
export async function processOf(command: TextCommand, setting: Setting, folder?: string): Promise<Prepared> {
  const environment = await environmentOf(setting);
  const { variables, masking } = environment;
  const cwd = await folderOf(folder, textScope(environment, setting), setting);
  if (command.kind === 'claude') {
    const text = interpolate(command.text, textScope(environment, setting));
    const keys = await setting.engine.claudeEnvironment();
    const hiding = masking.and(Object.values(keys));
    return { program: claudeCall(text), env: { ...variables, ...keys }, cwd, masking: hiding };
  }
  const { script, variables: spliced, largeValues } = spliceShell(command.text, shellScope(environment, setting));
  return { program: { script, largeValues }, env: { ...variables, ...spliced }, cwd, masking };
}

async function folderOf(folder: string | undefined, scope: Scope, { checkout }: Setting): Promise<string> {
  if (folder === undefined) return checkout.path;
  const path = interpolate(folder, scope);
  const found = await checkout.folder(path);
  if (found !== null) return found;
  throw new Error(`'working_dir' must be a folder of the checkout, got ${path}: make it in a step before`);
}

function ranAs(
  { exitCode, outcome, stdout, stderr }: ProcessResult,
  masking: Masking,
  claude: ClaudeOutput | undefined,
): Omit<Ran, 'combined' | 'durationMs'> {
  const printed = claude?.answer() ?? stdout;
  const output = hiddenIn(printed, masking);
  const errors = hiddenIn(stderr, masking);
  const told = claude?.complaint();
  return {
    // An error that claude reports is one, whatever its program says.
    exitCode: exitCode === 0 && told !== undefined ? 1 : exitCode,
    timedOut: outcome === 'timed-out',
    output,
    mayBeCut: mayBeCut(printed),
    stderr: errors,
    complaint: told === undefined ? (errors.trim() === '' ? output : errors) : masking.hide(told),
    everything: errors === '' ? output : `${output}${errors}`,
  };
}
