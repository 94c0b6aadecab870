import { Env } from '../../../contract/environment';
import { interpolate } from '../../../language/interpolate';
import { renderValue, Scope } from '../../../language/scope';
import type { EnvValue } from '../../../language/workflow';
import type { RunFacts } from '../engine';
import type { Setting } from '../setting';
import { StepFailed } from '../step-failed';
import { aliasesOf, type Captures } from './capture';
import { changedSoFar } from './changes';
import { valuesOf } from './computed-variables';
import { Masking } from './masking';

/** What the commands of a step get on top of the machine's own environment. */
export interface StepEnvironment {
  /** Everything that is exported. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variables of the workflow and the step that may appear in text: no secret values. */
  readonly open: Readonly<Record<string, string>>;
  /** Parameters of the run, except those that a variable of the step overrides. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Git's fields about the previous step and the run so far, if a text of the step refers to them. */
  readonly changes: Captures;
  readonly masking: Masking;
}

/**
 * In rising precedence: the engine's own variables, `env_files`, `env`, parameters of the run, `env` of enclosing steps
 * and of the step, `secrets`.
 * @throws StepFailed if a value is not available, or not in time.
 */
export async function environmentOf(around: Setting): Promise<StepEnvironment> {
  const changes = await changedSoFar(around);
  const setting = { ...around, values: { ...changes, ...around.values } };
  const { workflow, run } = setting.engine;
  const files = await fromFiles(setting);
  const secrets = await secretsOf(setting);
  const lower = { variables: { ...files, ...secrets }, hidden: Object.values(secrets) };
  const shared = { ...files, ...(await valuesOf(workflow.env, lower, setting)) };
  const given = givenTo(run);
  const own = setting.env ?? {};
  const isOwn = (name: string): boolean => Object.hasOwn(own, name) || Object.hasOwn(secrets, name);
  const engines = ofTheRun(setting);
  const variables = { ...setting.checkout.env, ...engines, ...shared, ...asText(given), ...own, ...secrets };
  const hidden = new Set([...Object.keys(secrets), ...markedSecret(workflow.env)]);
  return {
    variables,
    open: without({ ...engines, ...shared, ...own }, (name) => hidden.has(name)),
    given: without(given, isOwn),
    changes,
    masking: new Masking([...hidden].map((name) => variables[name] ?? '')),
  };
}

/** `env` of a step as its commands see it, on top of that of the enclosing steps. */
export async function stepVariables(
  env: Readonly<Record<string, string>>,
  setting: Setting,
): Promise<Readonly<Record<string, string>>> {
  if (Object.keys(env).length === 0) return setting.env ?? {};
  const scope = textScope(await environmentOf(setting), setting);
  const values = Object.entries(env).map(([name, text]) => [name, interpolate(text, scope)]);
  return { ...setting.env, ...Object.fromEntries(values) };
}

/** Values for references in text that no shell reads. */
export const textScope = ({ open, given, changes }: StepEnvironment, { values }: Setting): Scope =>
  new Scope({ env: open, ...open, ...given, ...changes, ...aliasesOf(values), ...values });

/** Values for references in shell text; plain variables are left to the shell. */
export const shellScope = ({ variables, given, changes }: StepEnvironment, { values }: Setting): Scope =>
  new Scope({ env: variables, ...given, ...changes, ...aliasesOf(values), ...values });

/** Values for conditions: nothing is printed, so secret values may be compared. */
export const conditionScope = ({ variables, given, changes }: StepEnvironment, { values }: Setting): Scope =>
  new Scope({ env: variables, ...variables, ...given, ...changes, ...aliasesOf(values), ...values });

/** Lines of `NAME=value`; a file that is not in the checkout is not an error. */
async function fromFiles({ engine, checkout }: Setting): Promise<Record<string, string>> {
  const texts = await Promise.all(engine.workflow.envFiles.map((path) => checkout.read(path)));
  return Object.fromEntries(texts.flatMap((text) => linesOf(text ?? '')));
}

/** Quotes around a value are not part of it; `#` starts a comment line; `export` before a name is ignored. */
function linesOf(text: string): [string, string][] {
  return text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value!.includes('\0')) return [];
    return [[name, /^(["'])(.*)\1$/.exec(value!)?.[2] ?? value!]];
  });
}

async function secretsOf({ engine }: Setting): Promise<Readonly<Record<string, string>>> {
  if (Object.keys(engine.workflow.secrets).length === 0) return {};
  return engine.secretValues().catch((error: Error) => {
    throw new StepFailed(error.message);
  });
}

/** The run's parameters, and its argument if it has one. */
const givenTo = ({ parameters, argument }: RunFacts): Readonly<Record<string, unknown>> => ({
  ...(argument === undefined ? {} : { [Env.ARG_1]: argument }),
  ...parameters,
  ...(argument === undefined ? {} : { [Env.ARG]: argument }),
});

const ofTheRun = ({ checkout, engine: { run } }: Setting): Readonly<Record<string, string>> => ({
  [Env.AUTOMATION]: 'true',
  [Env.PRODIGY_WORKTREE]: checkout.path,
  [Env.PROJECT_ROOT]: checkout.path,
  [Env.WORKTREE]: checkout.path,
  [Env.ITERATION]: '1',
  ...(run.argument === undefined ? {} : { [Env.PRODIGY_ARG]: run.argument }),
});

const asText = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, renderValue(value)]));

const markedSecret = (env: Readonly<Record<string, EnvValue>>): string[] =>
  Object.entries(env).flatMap(([name, value]) => (value.secret ? [name] : []));

const without = <T>(values: Readonly<Record<string, T>>, out: (name: string) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !out(name)));
