import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import type { KubernetesObject } from './kubernetes-object';
import { KUSTOMIZATION } from './kustomization';
import type { Tree } from './manifest-folder';
import { shapeFault } from './manifest-shape';

/** The objects in one folder, each with the file it is in. */
export interface ManifestFolder {
  readonly path: string;
  readonly objects: ReadonlyMap<KubernetesObject, string>;
}

/**
 * The folders of a tree that contain manifests, by path.
 *
 * @throws Error as `file:line:column: …` if a file is not YAML, or contains something that is not an object.
 */
export function manifestFolders(tree: Tree): ReadonlyMap<string, ManifestFolder> {
  const folders = new Map<string, { path: string; objects: Map<KubernetesObject, string> }>();
  for (const [file, text] of tree) {
    const slash = file.lastIndexOf('/');
    if (!/\.ya?ml$/.test(file) || file.slice(slash + 1) === KUSTOMIZATION) continue;
    const path = file.slice(0, Math.max(slash, 0));
    const folder = folders.get(path) ?? { path, objects: new Map() };
    for (const object of objectsOf(file, text)) folder.objects.set(object, file);
    folders.set(path, folder);
  }
  return folders;
}

function objectsOf(file: string, text: string): KubernetesObject[] {
  const lines = new LineCounter();
  const documents: readonly Document.Parsed[] = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${place(error.pos[0])}: not valid YAML: ${error.message}`);
    const start = place(document.range[0]);
    const value = plainValue(document, start);
    if (value === null) return [];
    if (!isObject(value))
      throw new Error(
        `${start}: a manifest must have apiVersion, kind and metadata.name, got something else: ` +
          'name a folder of rendered manifests',
      );
    const fault = shapeFault(value);
    if (fault !== undefined) throw new Error(`${start}: ${fault}`);
    return value;
  });
}

/** A document without the nulls in its mappings: the API server treats those as unset. */
function plainValue(document: Document.Parsed, start: string): unknown {
  try {
    return JSON.parse(JSON.stringify(document.toJS(), (_, value) => unlessNull(value)) ?? 'null');
  } catch (error) {
    throw new Error(`${start}: not valid YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

const unlessNull = (value: unknown): unknown => (value === null ? undefined : value);

function isObject(value: unknown): value is KubernetesObject {
  const { apiVersion, kind, metadata } = Object(value) as Partial<KubernetesObject>;
  return [apiVersion, kind, Object(metadata).name].every((text) => typeof text === 'string');
}
