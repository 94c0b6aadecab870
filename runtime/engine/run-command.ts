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

/** The result of running a command once. */
export interface Ran {
  readonly exitCode: number;
  readonly timedOut: boolean;
  /** What a capture stores: stdout, or claude's answer. */
  readonly output: string;
  /** Whether `output` may lack its beginning: only the tail of a long output is kept. Default: false. */
  readonly mayBeCut?: boolean;
  readonly stderr: string;
  /** Lines of both streams in the order of arrival. */
  readonly combined: string;
  readonly durationMs: number;
  /** Explains a failure: stderr, or stdout if stderr is empty. */
  readonly complaint: string;
  /** stdout, then stderr. */
  readonly everything: string;
  /** What went wrong, to follow the step's name, if it was not a process that failed. */
  readonly problem?: string;
}

/** A command that is ready to run. */
export interface Prepared extends Pick<ProcessCommand, 'program' | 'env' | 'cwd'> {
  readonly masking: Masking;
}

/**
 * Run a command once. Secret values in its output are masked, in the log and in the result.
 * @throws Interrupted if the signal fired.
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
  // The clock may be set back meanwhile.
  const durationMs = Math.max(0, engine.clock.now() - began);
  return { ...ranAs(result, masking, claude), combined: lines.text(), durationMs };
}

/**
 * Prepare a command: references become environment variables in shell text, and plain text in claude prompts.
 * @param folder working directory, relative to the checkout. Default: the checkout.
 * @throws Error if a value cannot be passed, or there is no such folder.
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
    // An error that claude reports counts, whatever its exit code.
    exitCode: exitCode === 0 && told !== undefined ? 1 : exitCode,
    timedOut: outcome === 'timed-out',
    output,
    mayBeCut: mayBeCut(printed),
    stderr: errors,
    complaint: told === undefined ? (errors.trim() === '' ? output : errors) : masking.hide(told),
    everything: errors === '' ? output : `${output}${errors}`,
  };
}
