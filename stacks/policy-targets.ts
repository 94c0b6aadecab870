import type { Finding } from '../language/finding';
import { nearestName } from '../language/nearest-name';
import { readYaml } from '../language/yaml/read-yaml';

/** Name of the target of a manifest, from its path `<target>/<workflow>/<file>`; empty if it has none. */
export const targetOfManifest = (path: string): string => path.split('/').slice(0, -2).join('/');

/**
 * Entries of a policy for targets that are not compared: a misspelled one has no effect. Only warnings, since one
 * policy may serve several repositories.
 *
 * @param text a policy that `parseDiffPolicy` accepts.
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
  return `'targets' must name targets with manifests on either side, got ${name}: ${hint}known targets are ${targets.join(', ') || 'none'}`;
}
