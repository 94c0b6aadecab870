import { isMapping } from './check/check-keys';
import { checkShape } from './check/check-shape';
import { Report } from './check/report';
import { byPosition, type Finding, formatFinding } from './finding';
import { checkReferences } from './names/check-references';
import { readBareList, readMapReduce, readStandard } from './read/read-workflow';
import { bareList, mapReduceFile, standardFile } from './schema/workflow-file';
import type { Workflow } from './workflow';
import { readYaml, type YamlSource } from './yaml/read-yaml';

/** A workflow, or what keeps the file from being one. Findings stand in the order of the file. */
export type ParseResult =
  | { readonly ok: true; readonly workflow: Workflow; readonly warnings: readonly Finding[] }
  | { readonly ok: false; readonly errors: readonly Finding[]; readonly warnings: readonly Finding[] };

/** What is known of a run when its workflow is read. */
export interface RunChoices {
  /** Names of the values that the run is given, which references may name beside declared ones. @default - none */
  readonly parameters?: readonly string[];
  /** The profile whose variables the run has. @default - none */
  readonly profile?: string;
}

/**
 * Read and check a workflow file. Never throws: what is wrong, refused or ignored is a finding with its place.
 *
 * @param text Content of the file: YAML 1.2, which JSON is part of.
 * @param file Its name, for messages; without folder and ending it is the workflow's name where the file gives none.
 */
export function parseWorkflow(text: string, file: string, choices: RunChoices = {}): ParseResult {
  const yaml = readYaml(text, file);
  if (!yaml.ok) return { ok: false, errors: yaml.errors, warnings: [] };
  const result = checkWorkflow(yaml.source, file, choices);
  return { ...result, warnings: [...yaml.warnings, ...result.warnings].sort(byPosition) };
}

/**
 * Check a document that was read, from one file or several.
 * @param file names the workflow where the document does not.
 */
export function checkWorkflow(source: YamlSource, file: string, choices: RunChoices): ParseResult {
  const report = new Report(source);
  const workflow = readWorkflow(report, nameOfFile(file), choices.profile);
  const unset =
    workflow === undefined || report.hasErrors ? [] : checkReferences(workflow, source, choices.parameters ?? []);
  const findings = [...report.findings, ...unset].sort(byPosition);
  const warnings = findings.filter((finding) => finding.severity === 'warning');
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (workflow === undefined || errors.length > 0) return { ok: false, errors, warnings };
  return { ok: true, workflow, warnings };
}

/**
 * Like {@link parseWorkflow}, for callers that can only stop; warnings are not told.
 * @throws Error with every error of the file, one per line, as `file:line:column: message`.
 */
export function loadWorkflow(text: string, file: string, choices: RunChoices = {}): Workflow {
  const result = parseWorkflow(text, file, choices);
  if (result.ok) return result.workflow;
  throw new Error(result.errors.map(formatFinding).join('\n'));
}

function readWorkflow(report: Report, name: string, profile: string | undefined): Workflow | undefined {
  const { value } = report.source;
  if (Array.isArray(value)) {
    const steps = checkShape(report, bareList);
    return steps && readBareList(report, steps, name, profile);
  }
  if (!isMapping(value)) {
    report.mustBe('a list of steps or a mapping', [], value ?? undefined);
    return undefined;
  }
  if (value.mode === 'mapreduce') {
    const file = checkShape(report, mapReduceFile);
    return file && readMapReduce(report, file, name, profile);
  }
  const file = checkShape(report, standardFile);
  return file && readStandard(report, file, name, profile);
}

/** `flows/fix-tests.yml` → `fix-tests`. */
export const nameOfFile = (file: string): string =>
  file.replace(/^.*[/\\]/, '').replace(/(.)\.[^.]*$/, '$1') || 'workflow';
