import { Scalar, stringify } from 'yaml';
import { APP, Label } from '../contract/labels';
import type { KubernetesObject } from './kubernetes-object';

/** Fields of an object in the order that people expect; all others follow by name. */
const FIRST = ['apiVersion', 'kind', 'metadata'];

/**
 * Quoted so that readers of YAML 1.2 and 1.1 (kubectl) see the same strings: cdk8s' own writer knows 1.1 alone, and a
 * namespace `0o17` would be a number to others. Lines are never folded and nothing is an alias, for people.
 */
const YAML_OPTIONS = { version: '1.2', compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;

/** One object as YAML, keys sorted. */
export function manifestText(object: KubernetesObject): string {
  const rest = Object.keys(object)
    .filter((key) => !FIRST.includes(key))
    .sort();
  return stringify(Object.fromEntries([...FIRST, ...rest].map((key) => [key, sorted(object[key])])), YAML_OPTIONS);
}

/**
 * File names and texts of the objects of one folder. Names say kind and role and leave the run id out, so that another
 * run of the same workflow is a change in a file, not another file.
 *
 * @throws Error where two objects would share a file: one of them would be lost.
 */
export function manifestFiles(objects: readonly KubernetesObject[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const object of objects) {
    const file = fileName(object);
    if (files.has(file))
      throw new Error(
        `'${file}' must hold one object, got a second named ${object.metadata.name}: ` +
          'give one of them a name of its own',
      );
    files.set(file, manifestText(object));
  }
  return files;
}

function fileName({ kind, metadata }: KubernetesObject): string {
  return [kind.toLowerCase(), roleOf(metadata), 'yaml'].filter((part) => part !== '').join('.');
}

/** The object's name without what all names share: `prodigy` and the run id. */
function roleOf({ name, namespace, labels }: KubernetesObject['metadata']): string {
  if (namespace === undefined) return '';
  const id = labels?.[Label.RUN_ID];
  const [, owner = '', purpose = ''] = new RegExp(id ? `^${APP}(?:-([a-z]+))?-${id}(?:-(.+))?$` : `^${APP}-(.+)$`).exec(
    name,
  ) ?? [name, name];
  return owner || purpose;
}

function sorted(value: unknown): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** A block of nothing but blanks and line breaks loses its blanks when it is read: such a text is quoted. */
function text(value: string): string | Scalar {
  if (value === '' || value.trim() !== '') return value;
  const quoted = new Scalar(value);
  quoted.type = Scalar.QUOTE_DOUBLE;
  return quoted;
}
