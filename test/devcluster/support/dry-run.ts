import { spawn } from 'node:child_process';
import type { KubernetesObject } from '../../../stacks/kubernetes-object';
import { eventually, kubectl } from '../../cluster/support/kubectl';
import { definitionText } from '../../stacks/custom-resource-schema';

/** What an API server says of objects that it is asked to take, and forgets. */
export interface Verdict {
  /** Objects that it would take, as kubectl names them. */
  readonly accepted: readonly string[];
  /** Refusals and warnings, a line each; those of Pod Security are warnings, since they are about pods to come. */
  readonly complaints: readonly string[];
}

/** Apply on the server's side, with strict validation, and keep nothing. */
export async function dryRun(objects: readonly KubernetesObject[]): Promise<Verdict> {
  const flags = [
    '--server-side',
    '--dry-run=server',
    '--validate=strict',
    '--field-manager=dry-run',
    '--force-conflicts',
  ];
  const { stdout, stderr } = await output(['apply', ...flags, '-f', '-'], stream(objects));
  const suffix = ' serverside-applied (server dry run)';
  return {
    accepted: lines(stdout).map((line) => line.replace(suffix, '')),
    complaints: lines(stderr),
  };
}

const stream = (objects: readonly KubernetesObject[]): string =>
  objects.map((object) => JSON.stringify(object)).join('\n---\n');

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Run kubectl to its end, whatever that is. */
function output(args: readonly string[], input: string): Promise<{ stdout: string; stderr: string }> {
  const child = spawn('kubectl', args);
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk;
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(said));
  });
}

/** Make the API server know the operators' kinds among objects. Returns the names of what was installed. */
export async function installDefinitions(objects: readonly KubernetesObject[]): Promise<string[]> {
  const kinds = new Map(objects.map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]));
  const texts = [...kinds.values()].flatMap(
    ({ apiVersion, kind }) => definitionText(apiVersion.split('/')[0] as string, kind) ?? [],
  );
  if (texts.length === 0) return [];
  const stdout = await kubectl(['apply', '--server-side', '-o', 'name', '-f', '-'], texts.join('\n---\n'));
  const names = lines(stdout).map((line) => line.replace(/^.*\//, ''));
  for (const name of names) await eventually(name, () => kubectl(['get', name, '-A']).then(() => true), 60);
  return names;
}
