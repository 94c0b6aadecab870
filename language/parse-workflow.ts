import { isMapping } from './check/check-keys';
import { checkShape } from './check/check-shape';
import { Report } from './check/report';
import { byPosition, type Finding, formatFinding } from './finding';
import { checkReferences } from './names/check-references';
import { readBareList, readMapReduce, readStandard } from './read/read-workflow';
import { bareList, mapReduceFile, standardFile } from './schema/workflow-file';
import type { Workflow } from './workflow';
import { readYaml, type YamlSource } from './yaml/read-yaml';

/** A workflow, or the errors in its file. Findings are in file order. */
export type ParseResult =
  | { readonly ok: true; readonly workflow: Workflow; readonly warnings: readonly Finding[] }
  | { readonly ok: false; readonly errors: readonly Finding[]; readonly warnings: readonly Finding[] };

/** What is known about a run when its workflow is read. */
export interface RunChoices {
  /** Names of the values passed to the run, which references may use in addition to declared ones. @default - none */
  readonly parameters?: readonly string[];
  /** The profile whose variables the run uses. @default - none */
  readonly profile?: string;
}

/**
 * Read and check a workflow file. Never throws: everything wrong, refused or ignored is a finding with its position.
 *
 * @param text Content of the file: YAML 1.2, a superset of JSON.
 * @param file Its name, for messages; without folder and extension it is the workflow's default name.
 */
export function parseWorkflow(text: string, file: string, choices: RunChoices = {}): ParseResult {
  const yaml = readYaml(text, file);
  if (!yaml.ok) return { ok: false, errors: yaml.errors, warnings: [] };
  const result = checkWorkflow(yaml.source, file, choices);
  return { ...result, warnings: [...yaml.warnings, ...result.warnings].sort(byPosition) };
}

/**
 * Check a document composed of one file or several.
 * @param file default name of the workflow.
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
 * Like {@link parseWorkflow}, for callers that cannot handle findings; warnings are dropped.
 * @throws Error with every error in the file, one per line, as `file:line:column: message`.
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
