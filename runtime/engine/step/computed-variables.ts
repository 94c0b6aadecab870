import { holds, parseCondition } from '../../../language/expressions/condition';
import { checked } from '../../../language/parsed';
import { Scope } from '../../../language/scope';
import type { EnvValue } from '../../../language/workflow';
import { Interrupted } from '../engine';
import type { Setting } from '../setting';
import { StepFailed, withExcerpt } from '../step-failed';
import { hiddenIn } from './hidden-output';
import { Masking } from './masking';

/** What the variables before one come to. */
export interface Known {
  readonly variables: Readonly<Record<string, string>>;
  /** Values that no failure may show. */
  readonly hidden: readonly string[];
}

/**
 * The values of variables, in the file's order: a command or condition may name those before it.
 * @param lower variables that these win over, and what no failure may show beside the values of secret variables.
 */
export async function valuesOf(
  env: Readonly<Record<string, EnvValue>>,
  lower: Known,
  setting: Setting,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  const hidden = [...lower.hidden];
  for (const [name, value] of Object.entries(env)) {
    const known = { variables: { ...lower.variables, ...values }, hidden };
    const text = await valueOfVariable(name, value, known, setting);
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
  if (!value.cache) return printed(name, value, known, setting);
  const { remembered } = setting.engine;
  const text = remembered.get(name) ?? (await printed(name, value, known, setting));
  remembered.set(name, text);
  return text;
}

async function printed(
  name: string,
  { command, secret }: Extract<EnvValue, { kind: 'command' }>,
  { variables, hidden }: Known,
  setting: Setting,
): Promise<string> {
  const { engine, checkout, signal } = setting;
  const result = await engine.processes.run({
    program: { script: command },
    cwd: checkout.path,
    env: { ...checkout.env, ...variables },
    signal,
  });
  if (result.outcome === 'aborted') throw new Interrupted();
  const text = result.stdout.replace(/\n+$/, '');
  if (result.exitCode === 0) return text;
  const problem = `'env.${name}' must have a command that succeeds, got exit code ${result.exitCode}`;
  const masking = new Masking([...hidden, ...(secret ? [text] : [])]);
  throw new StepFailed(withExcerpt(problem, hiddenIn(result.stderr, masking)));
}
