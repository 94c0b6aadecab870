import { formatFinding } from '../../language/finding';
import { parseWorkflow } from '../../language/parse-workflow';
import type { MapReduceWorkflow, StandardWorkflow, Step, Workflow } from '../../language/workflow';

/** Errors, then warnings, as `line:column: message`. */
export function findings(text: string): string[] {
  const result = parseWorkflow(text, 'w.yml');
  const all = [...(result.ok ? [] : result.errors), ...result.warnings];
  return all.map((finding) => formatFinding(finding).replace(/^w\.yml:/, ''));
}

/** The workflow of a file that has no errors. */
export function workflow(text: string): Workflow {
  const result = parseWorkflow(text, 'w.yml');
  if (!result.ok) throw new Error(result.errors.map(formatFinding).join('\n'));
  return result.workflow;
}

/** The first step of a standard workflow. */
export const step = (text: string): Step => (workflow(text) as StandardWorkflow).commands[0] as Step;

/** A MapReduce workflow with these lines besides what it must have. */
export const mapReduce = (lines: string): MapReduceWorkflow =>
  workflow(`mode: mapreduce\n${lines}\nmap: {input: a.json, agent_template: [{shell: ls}]}`) as MapReduceWorkflow;

/** A MapReduce workflow with these lines in `map`. */
export const mapOf = (lines: string): MapReduceWorkflow['map'] =>
  (workflow(`mode: mapreduce\nmap:\n  input: a.json\n  agent_template: [{shell: ls}]\n${lines}`) as MapReduceWorkflow)
    .map;
