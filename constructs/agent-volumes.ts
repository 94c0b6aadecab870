import type { AgentVolume } from '../contract/agent-pod';
import { KEY, OBJECT_NAME } from '../contract/object-names';
import { ORIGIN_KEYS, Path } from '../contract/paths';
import { Mount } from './mount';

/** Folders of every agent, the image and the system: no volume may be mounted over, in or around them. */
const TAKEN: readonly string[] = [
  ...[Path.CONFIG, Path.REPORT, Path.WORKSPACE, Path.SECRETS, Path.HOME, Path.TEMPORARY],
  ...['/var/run', '/run', '/opt/prodigy'],
  ...['/bin', '/boot', '/dev', '/etc', '/lib', '/lib64', '/proc', '/root', '/sbin', '/sys', '/usr'],
];
const TAKEN_NAMES: readonly string[] = ['workspace', 'config', 'report', 'workspace-token', 'secrets', 'tmp', 'home'];
const VOLUME_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** No part begins with a dot, so none leads upwards. */
const ABSOLUTE = /^(\/[\w-][\w.-]*)+$/;

/**
 * Volumes that a run adds to its agents.
 *
 * @throws Error if a name or path is taken, or not valid in Kubernetes.
 */
export function agentVolumes(volumes: readonly AgentVolume[]): Mount[] {
  const names = [...TAKEN_NAMES];
  const paths = [...TAKEN];
  return volumes.map((volume) => {
    names.push(freeName(volume.name, names));
    paths.push(freePath(volume.path, paths));
    return mountOf(volume);
  });
}

function freeName(name: string, taken: readonly string[]): string {
  if (!VOLUME_NAME.test(name))
    throw new Error(
      `'volumes' must be named in lower-case letters, digits and dashes, got ${JSON.stringify(name)}: ` +
        'at most 63 of them',
    );
  if (taken.includes(name))
    throw new Error(`'volumes' must have names of their own, got ${name}: it is taken, choose another`);
  return name;
}

function freePath(path: string, taken: readonly string[]): string {
  if (!ABSOLUTE.test(path))
    throw new Error(
      `'volumes' must appear at absolute paths of plain names, got ${JSON.stringify(path)}: write /mnt/models`,
    );
  const other = taken.find((own) => isWithin(path, own) || isWithin(own, path));
  if (other) throw new Error(`'volumes' must not use ${other}, got ${path}: choose a folder such as /mnt/models`);
  return path;
}

const isWithin = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}/`);

function mountOf(volume: AgentVolume): Mount {
  const { name, path } = volume;
  if (volume.source === 'claim') return Mount.claim(name, path, objectName(volume.claimName), volume.writable !== true);
  if (volume.source === 'secret')
    return Mount.secretFolder(name, path, objectName(volume.secretName), notOfOrigin(keysOf(volume.keys)));
  return Mount.configMap(name, path, objectName(volume.configMapName), volume.keys && keysOf(volume.keys));
}

function objectName(name: string): string {
  if (OBJECT_NAME.test(name)) return name;
  throw new Error(
    `'volumes' must name an object of the namespace, got ${JSON.stringify(name)}: ` +
      'lower-case letters, digits, dashes and dots',
  );
}

function notOfOrigin(keys: readonly string[]): readonly string[] {
  const key = keys.find((candidate) => ORIGIN_KEYS.includes(candidate));
  if (key === undefined) return keys;
  throw new Error(`'volumes' must not hold keys of origin, got ${key}: agents reach origin only through the workspace`);
}

function keysOf(keys: readonly string[]): readonly string[] {
  if (keys.length === 0) throw new Error("'volumes' must name the keys that become files, got none: name one at least");
  const wrong = keys.find((key) => !KEY.test(key));
  if (wrong === undefined) return keys;
  throw new Error(
    `'volumes' must name keys by letters, digits, dashes, underscores and dots, got ${JSON.stringify(wrong)}: ` +
      'a key is the name of its file',
  );
}
