import { posix } from 'node:path';
import { formatFinding } from '../language/finding';
import { readYaml } from '../language/yaml/read-yaml';
import type { KubernetesObject } from './kubernetes-object';

/** What a kustomization does with the files of its folder. */
export interface Kustomized {
  /** Names of the files that are applied. */
  readonly files: ReadonlySet<string>;
  /** Anything else it does, such as patches, as an object for comparison; undefined if there is nothing. */
  readonly more?: KubernetesObject;
}

/** Fields that by themselves change nothing. */
const PLAIN = ['apiVersion', 'kind', 'metadata', 'resources'];

/**
 * Read a kustomization.
 *
 * @param folder name of its folder.
 * @param path the file, for messages.
 * @param there names of the files in its folder.
 * @throws Error as `file:line:column: …` if it is not YAML, or not a mapping.
 */
export function kustomized(text: string, folder: string, path: string, there: ReadonlySet<string>): Kustomized {
  const yaml = readYaml(text, path, 'a kustomization');
  if (!yaml.ok) throw new Error(yaml.errors.map(formatFinding).join('\n'));
  const value = Object(yaml.source.value) as Record<string, unknown>;
  const listed = [value.resources ?? []].flat().map((one) => (typeof one === 'string' ? posix.normalize(one) : one));
  const files = new Set(listed.filter((one): one is string => typeof one === 'string' && there.has(one)));
  const others = listed.filter((one) => !files.has(one as string));
  const keys = Object.entries(value).filter(([key]) => !PLAIN.includes(key));
  if (keys.length + others.length === 0) return { files };
  const kind = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', metadata: { name: folder } };
  return { files, more: { ...kind, ...Object.fromEntries(keys), ...(others.length > 0 && { resources: others }) } };
}
