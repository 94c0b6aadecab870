import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Decision, type DiffPolicy, gravest } from '../../review/diff/decision';
import { diff } from '../../review/diff/diff';
import type { DiffFinding } from '../../review/diff/finding';
import { filesToCompare, renderingOf } from '../../stacks/compared-manifests';
import { parseDiffPolicy } from '../../stacks/diff-policy';
import { asUserError, CliError, Status } from '../cli-error';
import { diffAnnotations } from '../diff-annotations';
import { type Decided, decided } from '../diff-groups';
import { diffMarkdown } from '../diff-markdown';
import { countsText, diffText } from '../diff-text';
import { type ManifestSource, manifestSource } from '../manifest-source';
import type { Terminal } from '../terminal';

interface DiffFlags {
  readonly path: string;
  readonly policy?: string;
  readonly output?: 'json' | 'markdown' | 'github';
}

const STATUS: Readonly<Record<Decision, Status>> = {
  'nothing-of-note': Status.OK,
  'needs-a-human': Status.NEEDS_A_HUMAN,
  'must-not-merge': Status.MUST_NOT_MERGE,
};

/** Print what a change of rendered manifests comes to on a cluster; no cluster is asked. */
export function diffManifests(base: string, head: string, flags: DiffFlags, terminal: Terminal): void {
  const policy = policyIn(flags.policy, terminal.cwd);
  const [old, now] = [
    manifestSource(base, 'BASE', flags.path, terminal.cwd),
    manifestSource(head, 'HEAD', flags.path, terminal.cwd),
  ];
  const findings = compared(old, now);
  const told = decided(findings, policy).map((one) => ({ ...one, file: join(now.folder, one.file) }));
  terminal.out(printed(told, gravest(findings, policy), `prodigy-k8s diff ${base} ${head}`, flags.output));
  terminal.progress(`${countsText(told)}\n`);
  terminal.setStatus(STATUS[gravest(findings, policy)]);
}

function compared(base: ManifestSource, head: ManifestSource): DiffFinding[] {
  const files = filesToCompare(base.ids(), head.ids());
  return asUserError(() =>
    diff(renderingOf(base.read(files.base), base.name), renderingOf(head.read(files.head), head.name)),
  );
}

function printed(
  findings: readonly Decided[],
  decision: Decision,
  command: string,
  output: DiffFlags['output'],
): string {
  switch (output) {
    case 'json':
      return `${JSON.stringify({ decision, findings }, null, 2)}\n`;
    case 'markdown':
      return diffMarkdown(findings, command);
    case 'github':
      return diffAnnotations(findings);
    default:
      return diffText(findings);
  }
}

function policyIn(file: string | undefined, cwd: string): DiffPolicy {
  if (file === undefined) return {};
  return asUserError(() => parseDiffPolicy(textOf(resolve(cwd, file), file), file));
}

function textOf(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CliError(`'--policy' must name a readable file, got ${file}: ${(error as Error).message}`);
  }
}
