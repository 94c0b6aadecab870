import { holds, parseCondition } from '../../../language/expressions/condition';
import { checked } from '../../../language/parsed';
import { Scope } from '../../../language/scope';
import type { EnvValue } from '../../../language/workflow';
import { Interrupted } from '../engine';
import type { Setting } from '../setting';
import { StepFailed, withExcerpt } from '../step-failed';

type Variables = Readonly<Record<string, string>>;

/**
 * The values of variables, in the file's order: a command or condition may name those before it.
 * @param lower variables that these win over.
 */
export async function valuesOf(
  env: Readonly<Record<string, EnvValue>>,
  lower: Variables,
  setting: Setting,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(env))
    values[name] = await valueOfVariable(name, value, { ...lower, ...values }, setting);
  return values;
}

async function valueOfVariable(name: string, value: EnvValue, known: Variables, setting: Setting): Promise<string> {
  if (value.kind === 'text') return value.text;
  if (value.kind === 'conditional') {
    const scope = new Scope({ env: known, ...known, ...setting.values });
    return holds(checked('condition', parseCondition(value.condition)), scope) ? value.whenTrue : value.whenFalse;
  }
  if (!value.cache) return printed(name, value.command, known, setting);
  const { remembered } = setting.engine;
  const text = remembered.get(name) ?? (await printed(name, value.command, known, setting));
  remembered.set(name, text);
  return text;
}

async function printed(name: string, command: string, env: Variables, setting: Setting): Promise<string> {
  const { engine, checkout, signal } = setting;
  const script = { script: command };
  const result = await engine.processes.run({
    program: script,
    cwd: checkout.path,
    env: { ...checkout.env, ...env },
    signal,
  });
  if (result.outcome === 'aborted') throw new Interrupted();
  if (result.exitCode === 0) return result.stdout.replace(/\n+$/, '');
  const problem = `'env.${name}' must have a command that succeeds, got exit code ${result.exitCode}`;
  throw new StepFailed(withExcerpt(problem, result.stderr));
}
