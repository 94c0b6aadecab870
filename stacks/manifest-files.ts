import { APP, Label } from '../contract/labels';
import type { KubernetesObject } from './kubernetes-object';
import { KUSTOMIZATION } from './kustomization';
import { yamlText } from './yaml-text';

/** Leading fields of an object, in the usual order; all others are sorted by name. */
const FIRST = ['apiVersion', 'kind', 'metadata'];

/** One object as YAML, keys sorted. */
export function manifestText(object: KubernetesObject): string {
  const rest = Object.keys(object)
    .filter((key) => !FIRST.includes(key))
    .sort();
  return yamlText(Object.fromEntries([...FIRST, ...rest].map((key) => [key, object[key]])));
}

/**
 * File names and texts of the objects in one folder. File names consist of kind and role, without the run id, so
 * another run of the same workflow changes files instead of adding new ones.
 *
 * @throws Error if two objects would share a file, which would lose one of them.
 */
export function manifestFiles(objects: readonly KubernetesObject[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const object of objects) {
    const file = fileName(object);
    if (file === KUSTOMIZATION)
      throw new Error(
        `'${file}' must be the list of the folder's files, got an object named ${object.metadata.name}: ` +
          'give it a namespace',
      );
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

/** The object's name without the common parts: `prodigy` and the run id. */
function roleOf({ name, namespace, labels }: KubernetesObject['metadata']): string {
  if (namespace === undefined) return '';
  const id = labels?.[Label.RUN_ID];
  if (!name.startsWith(`${APP}-`)) return name;
  const rest = name.slice(APP.length);
  if (id === undefined) return rest.slice(1);
  const owner = /^-([a-z]+)-/.exec(rest)?.[1];
  if (owner && purposeIn(rest.slice(1 + owner.length), id) !== undefined) return owner;
  return purposeIn(rest, id) ?? name;
}

/** The part after the run id; undefined if the text does not start with it. */
function purposeIn(rest: string, id: string): string | undefined {
  if (!rest.startsWith(`-${id}`)) return undefined;
  const purpose = rest.slice(1 + id.length);
  return purpose === '' || purpose.startsWith('-') ? purpose.slice(1) : undefined;
}
