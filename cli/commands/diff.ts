import { join } from 'node:path';
import { type Decision, gravest } from '../../review/diff/decision';
import { diff } from '../../review/diff/diff';
import type { Rendering } from '../../review/diff/rendering';
import { filesToCompare, renderingOf } from '../../stacks/compared-manifests';
import { asUserError, CliError } from '../cli-error';
import type { WhichCluster } from '../cluster/reach';
import { diffAnnotations } from '../diff-annotations';
import { type Decided, decided } from '../diff-groups';
import { diffMarkdown } from '../diff-markdown';
import { policyFor, STATUS_OF } from '../diff-policy';
import { countsText, diffText } from '../diff-text';
import { idsOfBoth, manifestSource } from '../manifest-source';
import type { Terminal } from '../terminal';

export interface DiffFlags extends WhichCluster {
  readonly path: string;
  readonly policy?: string;
  readonly output?: 'json' | 'markdown' | 'github';
}

/** Print the effects of a change of rendered manifests on a cluster, without contacting it. */
export function diffManifests(base: string, head: string, flags: DiffFlags, terminal: Terminal): void {
  const [old, now] = [
    manifestSource(base, 'BASE', flags.path, terminal.cwd),
    manifestSource(head, 'HEAD', flags.path, terminal.cwd),
  ];
  if (old.paths().length + now.paths().length === 0)
    throw new CliError(
      `'BASE' or 'HEAD' must contain manifests, got none below ${old.name} and ${now.name}: name the folder that all targets are ` +
        'rendered into, of revisions with --path',
    );
  const ids = idsOfBoth(old, now);
  const files = filesToCompare(ids.base, ids.head);
  const sides = asUserError(() => ({
    base: renderingOf(old.read(files.base), old.name),
    head: renderingOf(now.read(files.head), now.name),
  }));
  const compared = { manifests: [...old.paths(), ...now.paths()], folder: now.folder };
  tellDiff(sides, { ...compared, command: `prodigy-k8s diff ${base} ${head}` }, flags, terminal);
}

/** What is compared, for messages. */
interface Compared {
  /** Paths of all manifests on both sides. */
  readonly manifests: readonly string[];
  /** Their folder, relative to the repository as in forges. */
  readonly folder: string;
  /** Command that prints the same again. */
  readonly command: string;
}

/** Print the differences between two renderings, and exit as the policy says. */
export function tellDiff(
  { base, head }: { readonly base: Rendering; readonly head: Rendering },
  { manifests, folder, command }: Compared,
  { policy: file, output }: Pick<DiffFlags, 'policy' | 'output'>,
  terminal: Terminal,
): void {
  const policy = policyFor(manifests, file, terminal);
  const findings = diff(base, head);
  const decision = gravest(findings, policy);
  const told = decided(findings, policy).map((one) => ({ ...one, file: one.file && join(folder, one.file) }));
  terminal.out(printed(told, decision, command, output));
  terminal.progress(`${countsText(told)}\n`);
  terminal.setStatus(STATUS_OF[decision]);
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
