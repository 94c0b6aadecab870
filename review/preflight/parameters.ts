import { Env } from '../../contract/environment';
import { checkReferences } from '../../language/names/check-references';
import { referencesIn } from '../../language/names/text-references';
import { readYaml } from '../../language/yaml/read-yaml';
import type { Check, Complaint } from './check';
import { type RunFiles, runFilesIn } from './run-files';

const SOURCE = 'contract/parameters.ts';

/** Whether every value that the workflow refers to is given, or produced by one of its steps. */
export const parameters: Check = {
  name: 'parameters',
  complaints: ({ objects }) => {
    const run = runFilesIn(objects);
    return run ? [...required(run), ...argument(run), ...unset(run)] : [];
  },
};

function required({ owner, workflow, config }: RunFiles): Complaint[] {
  const given = config.parameters ?? {};
  return workflow.parameters
    .filter((declared) => declared.required && declared.default === undefined && !Object.hasOwn(given, declared.name))
    .map(({ name }) => ({
      severity: 'error',
      about: owner,
      message: `'parameters.${name}' must be given, got nothing`,
      wayOut: `pass it with --param ${name}=…`,
      reason: 'the workflow requires it',
      source: SOURCE,
    }));
}

function argument({ owner, workflowText, config }: RunFiles): Complaint[] {
  if (config.argument !== undefined) return [];
  const texts = textsOf(workflowText);
  const isGiven = (name: string): boolean => Object.hasOwn(config.parameters ?? {}, name);
  const name = ARGUMENT.find((name) => !isGiven(name) && texts.some((text) => names(text, name)));
  if (name === undefined) return [];
  return [
    {
      severity: 'warning',
      about: owner,
      message: `'argument' must be given if the workflow uses $${name}, got none`,
      wayOut: 'pass it with --args',
      reason: 'the steps would get an empty text instead',
      source: SOURCE,
    },
  ];
}

/** Variables that hold the argument. */
const ARGUMENT = [Env.ARG, Env.ARG_1];

const names = (text: string, name: string): boolean =>
  referencesIn(text).some(({ reference }) => reference.path[0] === name);

/** Every string in a YAML file. */
function textsOf(file: string): string[] {
  const yaml = readYaml(file, 'workflow.yaml');
  const texts = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
  };
  return yaml.ok ? texts(yaml.source.value) : [];
}

function unset({ owner, workflow, workflowText, config }: RunFiles): Complaint[] {
  const yaml = readYaml(workflowText, 'workflow.yaml');
  if (!yaml.ok) return [];
  return checkReferences(workflow, yaml.source, Object.keys(config.parameters ?? {})).map(
    ({ file, line, column, message }) => ({
      severity: 'warning',
      about: owner,
      message: `${file}:${line}:${column}: ${message}`,
      wayOut: 'pass a value with --param, or correct the name',
      reason: 'the reference would stay in the text as it is written',
      source: SOURCE,
    }),
  );
}
