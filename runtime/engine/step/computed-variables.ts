import { holds, parseCondition } from '../../../language/expressions/condition';
import { checked } from '../../../language/parsed';
import { Scope } from '../../../language/scope';
import type { EnvValue } from '../../../language/workflow';
import { Interrupted } from '../engine';
import type { Setting } from '../setting';
import { StepFailed, withExcerpt } from '../step-failed';
import { hiddenIn } from './hidden-output';
import { Masking } from './masking';
import { secondsLeft, within } from './time-limit';

/** What is known before a variable is computed. */
export interface Known {
  readonly variables: Readonly<Record<string, string>>;
  /** Values that must not appear in error messages. */
  readonly hidden: readonly string[];
}

/**
 * The values of variables, in file order: a command or condition may refer to those before it.
 * @param lower variables that these override, and values to hide in errors besides those of secret variables.
 */
export async function valuesOf(
  env: Readonly<Record<string, EnvValue>>,
  lower: Known,
  setting: Setting,
): Promise<Record<string, string>> {
  const limited = within(setting.computed?.timeoutSeconds, setting);
  const values: Record<string, string> = {};
  const hidden = [...lower.hidden];
  for (const [name, value] of Object.entries(env)) {
    const known = { variables: { ...lower.variables, ...values }, hidden };
    const text = await valueOfVariable(name, value, known, limited);
    values[name] = text;
    if (value.secret) hidden.push(text);
  }
  return values;
}

async function valueOfVariable(name: string, value: EnvValue, known: Known, setting: Setting): Promise<string> {
  if (value.kind === 'text') return value.text;
  if (value.kind === 'conditional') {
    const { variables } = known;
    const scope = new Scope({ env: variables, ...variables, ...setting.values });
    return holds(checked('condition', parseCondition(value.condition)), scope) ? value.whenTrue : value.whenFalse;
  }
  const memory = value.cache ? setting.engine.remembered : setting.computed?.printed;
  const text = memory?.get(name) ?? (await printed(name, value, known, setting));
  memory?.set(name, text);
  return text;
}

async function printed(
  name: string,
  { command, secret }: Extract<EnvValue, { kind: 'command' }>,
  { variables, hidden }: Known,
  setting: Setting,
): Promise<string> {
  const { engine, checkout, graceSeconds, signal } = setting;
  const began = engine.clock.now();
  const result = await engine.processes.run({
    program: { script: command },
    cwd: checkout.path,
    env: { ...checkout.env, ...variables },
    timeoutSeconds: secondsLeft(setting),
    graceSeconds,
    signal,
  });
  if (result.outcome === 'aborted') throw new Interrupted();
  const text = result.stdout.replace(/\n+$/, '');
  const timedOut = result.outcome === 'timed-out';
  if (result.exitCode === 0 && !timedOut) return text;
  const seconds = Math.round((engine.clock.now() - began) / 1000);
  const rule = timedOut
    ? `ends within the step's time, got one that was stopped after ${seconds} s: make it faster, or raise 'timeout'`
    : `succeeds, got exit code ${result.exitCode}`;
  const complaint = hiddenIn(result.stderr, new Masking([...hidden, ...(secret ? [text] : [])]));
  const message = withExcerpt(`'env.${name}' must have a command that ${rule}`, complaint);
  throw new StepFailed(message, timedOut ? 'Timeout' : undefined);
}
