import type { Finding } from '../language/finding';
import { nearestName } from '../language/nearest-name';
import { readYaml } from '../language/yaml/read-yaml';

/** Name of the target that a manifest is for, by its path `<target>/<workflow>/<file>`; empty where it is for none. */
export const targetOfManifest = (path: string): string => path.split('/').slice(0, -2).join('/');

/**
 * Where a policy decides about targets of which nothing is compared: misspelt, it decides about nothing. No more than
 * warnings, since one policy may be for several repositories.
 *
 * @param text a policy that `parseDiffPolicy` takes.
 * @param file its name, for messages.
 * @param targets those that are compared.
 */
export function idleTargets(text: string, file: string, targets: readonly string[]): Finding[] {
  const yaml = readYaml(text, file, 'a policy of diff');
  if (!yaml.ok) return [];
  const { source } = yaml;
  const named = Object.keys((source.value as { targets?: object | null } | null)?.targets ?? {});
  return named
    .filter((name) => !targets.includes(name))
    .map((name) => ({
      severity: 'warning',
      message: messageOf(name, targets),
      file,
      ...source.atKey(['targets', name]),
    }));
}

function messageOf(name: string, targets: readonly string[]): string {
  const near = nearestName(name, targets);
  const hint = near === undefined ? '' : `did you mean '${near}'? `;
  return `'targets' must name targets with manifests on either side, got ${name}: ${hint}there are ${targets.join(', ') || 'none'}`;
}
