import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { ClusterFacts } from '../../contract/cluster-facts';
import { type Finding, SEVERITIES } from '../../review/preflight/finding';
import { readTree, type Tree } from '../../stacks/manifest-folder';
import { preflightFolders, preflightRun } from '../../stacks/preflight';
import { targetNamed } from '../../stacks/targets';
import { asUserError, CliError, Status } from '../cli-error';
import { type RunFlags, renderRequest } from '../cluster/request';
import { targetOf } from '../cluster/target';
import { preflightText } from '../preflight-text';
import type { Terminal } from '../terminal';
import { rendered } from './render';

interface PreflightFlags extends Omit<RunFlags, 'cluster'> {
  readonly cluster?: string;
  readonly strict?: boolean;
  readonly output?: 'json';
}

/** Check a run, or rendered manifests, before anything is applied; no cluster is contacted. */
export async function preflightPath(path: string, flags: PreflightFlags, terminal: Terminal): Promise<void> {
  const findings = isFolder(resolve(terminal.cwd, path))
    ? await ofFolder(path, flags, terminal)
    : await ofWorkflow(path, flags, terminal);
  terminal.out(flags.output === 'json' ? `${JSON.stringify(findings, null, 2)}\n` : preflightText(findings));
  terminal.progress(`${path}: ${countsText(findings)}\n`);
  if (findings.some(({ severity }) => severity === 'error')) terminal.setStatus(Status.REFUSED);
  else if (flags.strict && findings.some(({ severity }) => severity === 'warning')) terminal.setStatus(Status.WARNINGS);
}

async function ofWorkflow(file: string, flags: PreflightFlags, terminal: Terminal): Promise<Finding[]> {
  const { cluster } = flags;
  if (cluster === undefined)
    throw new CliError(`'--cluster' must be given with a workflow file, got none: name the target cluster`);
  const request = await renderRequest(file, { ...flags, cluster }, terminal);
  return preflightRun(request, rendered(request));
}

/** `manifests/<target>` or `manifests/<target>/<workflow>` with `--cluster`; `manifests` alone is every target. */
async function ofFolder(folder: string, flags: PreflightFlags, terminal: Terminal): Promise<Finding[]> {
  const facts = flags.cluster === undefined ? undefined : (await targetOf(flags, terminal)).facts;
  const whole = readTree(resolve(terminal.cwd, folder));
  const single = [...whole.keys()].some((path) => !path.includes('/'));
  const run = basename(resolve(terminal.cwd, folder));
  const tree = single
    ? named(dirname(folder), besideTenant(resolve(terminal.cwd, folder), whole))
    : named(folder, whole);
  const factsOf = (path: string): ClusterFacts | undefined =>
    single && basename(path) !== run ? undefined : (facts ?? targetOfFolder(path));
  return asUserError(() => preflightFolders(tree, factsOf));
}

/** A run's files, and those of its namespace from the neighbouring folder. */
function besideTenant(folder: string, files: Tree): Tree {
  const tenant = readTree(join(dirname(folder), '_tenant'));
  return new Map([
    ...under(basename(folder), files),
    ...(basename(folder) === '_tenant' ? [] : under('_tenant', tenant)),
  ]);
}

const under = (folder: string, files: Tree) => [...files].map(([path, text]) => [`${folder}/${path}`, text] as const);

/** The files under paths as the user wrote them. */
const named = (folder: string, files: Tree): Tree =>
  new Map([...files].map(([path, text]) => [join(folder, path), text] as const));

function targetOfFolder(path: string): ClusterFacts {
  return targetNamed(basename(dirname(path)));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function countsText(findings: readonly Finding[]): string {
  const counts = SEVERITIES.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return `${count} ${severity}${count === 1 ? '' : 's'}`;
  });
  return counts.join(', ');
}
