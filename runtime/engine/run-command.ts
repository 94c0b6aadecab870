import { Env } from '../../contract/environment';
import { textVariables } from '../../language/env-text';
import { interpolate } from '../../language/interpolate';
import { renderValue, Scope } from '../../language/scope';
import { spliceShell } from '../../language/shell/splice';
import type { TextCommand } from '../../language/workflow';
import type { Log } from '../ports/log';
import type { ProcessCommand, ProcessResult } from '../ports/processes';
import type { Checkout } from '../ports/workspace';
import { claudeAnswer } from './claude-output';
import { type Engine, Interrupted, type RunFacts } from './engine';

/** Where and with what a step runs. */
export interface Setting {
  readonly engine: Engine;
  readonly checkout: Checkout;
  /** `setup`, `map`, … for messages. */
  readonly phase: string;
  /** What `${…}` may name, beside the workflow's `env`: dotted names such as `item.name`, or `item` with its fields. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** What an execution of a command came to. */
export interface Ran {
  readonly exitCode: number;
  readonly timedOut: boolean;
  /** What a capture keeps: stdout, of claude its answer. */
  readonly output: string;
  /** What a failure is explained with: stderr, or stdout where stderr is empty. */
  readonly complaint: string;
  /** stdout, then stderr. */
  readonly everything: string;
}

/**
 * Run one command once.
 * @throws Interrupted where the signal fired.
 */
export async function runCommand(
  command: TextCommand,
  prepared: Prepared,
  setting: Setting,
  timeoutSeconds: number | undefined,
): Promise<Ran> {
  const result = await setting.engine.processes.run({
    ...prepared,
    cwd: setting.checkout.path,
    timeoutSeconds,
    signal: setting.signal,
    onLine: (stream, line) => setting.log.info(line, { stream }),
  });
  if (result.outcome === 'aborted') throw new Interrupted();
  return ranAs(command, result);
}

export type Prepared = Pick<ProcessCommand, 'program' | 'env'>;

/**
 * References become environment variables in shell text, and text in what claude is told.
 * @throws Error where a value cannot be handed over.
 */
export async function processOf(command: TextCommand, setting: Setting): Promise<Prepared> {
  const { workflow, run, claudeEnvironment } = setting.engine;
  const given = givenTo(run);
  const variables = textVariables(workflow.env);
  const env = { ...setting.checkout.env, ...variables, [Env.AUTOMATION]: 'true', ...asText(given) };
  if (command.kind === 'claude') {
    const text = interpolate(command.text, new Scope({ env: variables, ...variables, ...given, ...setting.values }));
    return { program: { argv: [...CLAUDE, text] }, env: { ...env, ...(await claudeEnvironment()) } };
  }
  const {
    script,
    variables: spliced,
    largeValues,
  } = spliceShell(command.text, new Scope({ env: variables, ...given, ...setting.values }));
  return { program: { script, largeValues }, env: { ...env, ...spliced } };
}

/** What the run was given: its parameters, and the argument where it has one. */
const givenTo = ({ parameters, argument }: RunFacts): Readonly<Record<string, unknown>> => ({
  ...parameters,
  ...(argument === undefined ? {} : { [Env.ARG]: argument }),
});

const asText = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, renderValue(value)]));

/** Options of a claude call: no questions, and a record per event so that the answer can be told from the rest. */
const CLAUDE = ['claude', '--print', '--dangerously-skip-permissions', '--output-format', 'stream-json', '--verbose'];

function ranAs(command: TextCommand, result: ProcessResult): Ran {
  const output = command.kind === 'claude' ? claudeAnswer(result.stdout) : result.stdout;
  return {
    exitCode: result.exitCode,
    timedOut: result.outcome === 'timed-out',
    output,
    complaint: result.stderr.trim() === '' ? output : result.stderr,
    everything: result.stderr === '' ? output : `${output}${result.stderr}`,
  };
}
