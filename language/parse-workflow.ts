import { byPosition, type Finding, formatFinding } from './finding';
import { checkReferences } from './names/check-references';
import { readEnv } from './read/read-env';
import { readMapReduce } from './read/read-mapreduce';
import { readPhase, readSteps } from './read/read-steps';
import { readTop } from './read/read-top';
import { isMapping, Reader } from './read/reader';
import { standardPlace } from './schema/standard';
import type { StandardWorkflow, Workflow } from './workflow';
import { readYaml } from './yaml/read-yaml';

/** A workflow, or what keeps the file from being one. Findings stand in the order of the file. */
export type ParseResult =
  | { readonly ok: true; readonly workflow: Workflow; readonly warnings: readonly Finding[] }
  | { readonly ok: false; readonly errors: readonly Finding[]; readonly warnings: readonly Finding[] };

/**
 * Read and check a workflow file. Never throws: what is wrong, refused or ignored is a finding with its place.
 *
 * @param text Content of the file: YAML 1.2, which JSON is part of.
 * @param file Its name, for messages; without folder and ending it is the workflow's name where the file gives none.
 * @param parameters Names of the values that the run is given, which references may name.
 */
export function parseWorkflow(text: string, file: string, parameters: readonly string[] = []): ParseResult {
  const yaml = readYaml(text, file);
  if (!yaml.ok) return { ok: false, errors: yaml.errors, warnings: [] };
  const reader = new Reader(yaml.source);
  const workflow = readWorkflow(reader, nameOfFile(file));
  const unset = reader.findings.some(({ severity }) => severity === 'error')
    ? []
    : checkReferences(workflow, yaml.source, parameters);
  const findings = [...yaml.warnings, ...reader.findings, ...unset].sort(byPosition);
  const warnings = findings.filter((finding) => finding.severity === 'warning');
  const errors = findings.filter((finding) => finding.severity === 'error');
  return errors.length > 0 ? { ok: false, errors, warnings } : { ok: true, workflow, warnings };
}

/**
 * Like {@link parseWorkflow}, for callers that can only stop; warnings are not told.
 * @throws Error with every error of the file, one per line, as `file:line:column: message`.
 */
export function loadWorkflow(text: string, file: string): Workflow {
  const result = parseWorkflow(text, file);
  if (result.ok) return result.workflow;
  throw new Error(result.errors.map(formatFinding).join('\n'));
}

function readWorkflow(reader: Reader, fileName: string): Workflow {
  const { value } = reader.source;
  if (Array.isArray(value)) {
    return {
      mode: 'standard',
      name: fileName,
      ...readTop(reader),
      env: {},
      merge: undefined,
      commands: readSteps(reader, value, [], 'some'),
    };
  }
  if (isMapping(value) && value.mode === 'mapreduce') return readMapReduce(reader, fileName);
  return readStandard(reader, fileName);
}

function readStandard(reader: Reader, fileName: string): StandardWorkflow {
  const { value } = reader.source;
  if (!isMapping(value)) reader.mustBe('a list of steps or a mapping', [], value ?? undefined);
  const file = isMapping(value) ? reader.mapping(value, [], standardPlace) : undefined;
  return {
    mode: 'standard',
    name: file?.name ?? fileName,
    ...readTop(reader),
    env: readEnv(reader, file?.env, ['env']),
    merge: file?.merge === undefined ? undefined : readPhase(reader, file.merge, ['merge'], 'some'),
    commands: file === undefined ? [] : readSteps(reader, file.commands, ['commands'], 'some'),
  };
}

/** `flows/fix-tests.yml` → `fix-tests`. */
const nameOfFile = (file: string): string => file.replace(/^.*[/\\]/, '').replace(/(.)\.[^.]*$/, '$1') || 'workflow';
