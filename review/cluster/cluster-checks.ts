import { type ClusterFacts, OLDEST_MINOR } from '../../contract/cluster-facts';
import type { Images } from '../../contract/images';
import { compareQuantities } from '../../contract/quantity';
import { type ClusterCheck, error, ok, unknown, warning } from './check';
import type { ClusterSeen, NodeSeen, QuotaSeen, StorageClassSeen } from './cluster-seen';
import { providerChecks } from './provider-checks';
import { DISK_DRIVERS } from './provider-facts';

export type { ClusterCheck } from './check';

/** Latency in milliseconds above which every command is slow. */
const SLOW_MS = 1000;

/**
 * Compare a cluster with its description: would a run find what it needs?
 * @param images that the run's pods use. Default: images are not checked.
 */
export function clusterChecks(facts: ClusterFacts, seen: ClusterSeen, images?: Images): ClusterCheck[] {
  return [
    latency(seen),
    version(facts, seen),
    rights(seen),
    ...[nodes(facts, seen), namespace(facts, seen), storage(facts, seen), definitions(facts, seen)],
    ...providerChecks(facts, seen, images),
    // A namespace that does not exist has no quotas and no pods.
    ...(seen.namespace === false ? [] : [quota(seen), pending(seen)]),
  ];
}

function latency({ latencyMs }: ClusterSeen): ClusterCheck {
  const text = `answers in ${Math.round(latencyMs)} ms`;
  return latencyMs > SLOW_MS ? warning('API server', text) : ok('API server', text);
}

function version(facts: ClusterFacts, seen: ClusterSeen): ClusterCheck {
  const minor = minorOf(seen.version.replace(/^v/, ''));
  if (minor < OLDEST_MINOR) return error('version', `${seen.version}: must be 1.${OLDEST_MINOR} or later`);
  if (facts.version !== undefined && minorOf(facts.version) !== minor)
    return warning('version', `${seen.version}, but the facts say ${facts.version}: change the fact 'version'`);
  return ok('version', seen.version);
}

const minorOf = (text: string): number => Number(/^1\.([0-9]+)/.exec(text)?.[1]);

const rights = ({ missingRights }: ClusterSeen): ClusterCheck =>
  missingRights.length === 0
    ? ok('rights', 'everything needed to submit runs')
    : error('rights', `this user may not ${missingRights.join(', ')}: ask for the Role prodigy-submitter`);

function nodes({ architecture = 'amd64' }: ClusterFacts, { nodes: seen }: ClusterSeen): ClusterCheck {
  if (seen === undefined) return unknown('nodes', 'list nodes');
  const usable = seen.filter(({ ready, cordoned }) => ready && !cordoned);
  const text = `${usable.length} of ${seen.length} schedulable`;
  if (!usable.some((node) => node.architecture === architecture))
    return error('nodes', `${text}, none of them ${architecture}: change the fact 'architecture', or add nodes`);
  return usable.length < seen.length ? warning('nodes', text) : ok('nodes', text);
}

function namespace({ namespace: name, name: target }: ClusterFacts, { namespace: there }: ClusterSeen): ClusterCheck {
  if (there === undefined) return unknown('namespace', `get namespace ${name}`);
  if (there) return ok('namespace', name);
  return error(
    'namespace',
    `${name} does not exist: prodigy-k8s render-tenant --cluster ${target} | kubectl apply -f -`,
  );
}

function storage({ storage: { storageClass } }: ClusterFacts, seen: ClusterSeen): ClusterCheck {
  if (seen.storageClasses === undefined) return unknown('storage', 'list storageclasses');
  const found = seen.storageClasses.find(({ name }) => name === storageClass);
  if (found) return disks(found, seen) ?? ok('storage', storageClass);
  const there = seen.storageClasses.map(({ name }) => name).join(', ') || 'none';
  return error(
    'storage',
    `there is no StorageClass ${storageClass}: change the fact 'storage.storageClass' (available: ${there})`,
  );
}

const ZONE = 'topology.kubernetes.io/zone';

/** What is wrong with a storage class of zonal provider disks. */
function disks(
  { name, provisioner, isImmediate }: StorageClassSeen,
  { csiDrivers, nodes = [] }: ClusterSeen,
): ClusterCheck | undefined {
  const disk = DISK_DRIVERS[provisioner];
  if (disk === undefined) return undefined;
  if (csiDrivers && !csiDrivers.includes(disk.driver))
    return error(
      'storage',
      `${name} needs the driver ${disk.driver}, without which claims stay Pending: ${disk.wayOut}`,
    );
  const zones = new Set(nodes.map(({ labels }: NodeSeen) => labels[ZONE]).filter(Boolean)).size;
  if (!isImmediate || zones < 2) return undefined;
  return warning(
    'storage',
    `${name} creates disks before pods are scheduled, in any of ${zones} zones: use a class with volumeBindingMode WaitForFirstConsumer`,
  );
}

function definitions({ crds = [] }: ClusterFacts, { crds: seen }: ClusterSeen): ClusterCheck {
  if (crds.length === 0) return ok('definitions', 'none are needed');
  if (seen === undefined) return unknown('definitions', 'list customresourcedefinitions');
  const missing = crds.filter((name) => !seen.includes(name));
  if (missing.length === 0) return ok('definitions', crds.join(', '));
  return error('definitions', `${missing.join(', ')}: missing; install them, or change the fact 'crds'`);
}

/** Resources of a quota that runs consume. */
const COUNTED = ['pods', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory', 'requests.storage'];

function quota({ quotas }: ClusterSeen): ClusterCheck {
  if (quotas === undefined) return unknown('quota', 'list resourcequotas');
  if (quotas.length === 0) return warning('quota', 'none: runs may use the whole cluster');
  const counts = quotas.flatMap(countsOf);
  const usedUp = counts.filter(({ used, hard }) => compareQuantities(used, hard) >= 0).map(({ resource }) => resource);
  const text = counts.map(({ resource, used, hard }) => `${resource} ${used}/${hard}`).join(', ');
  if (usedUp.length === 0) return ok('quota', `used: ${text}`);
  return warning('quota', `used up: ${usedUp.join(', ')}; used: ${text}`);
}

const countsOf = ({ hard, used }: QuotaSeen) =>
  COUNTED.flatMap((resource) => {
    const most = hard[resource];
    return most === undefined ? [] : [{ resource, hard: most, used: used[resource] ?? '0' }];
  });

function pending({ pendingPods }: ClusterSeen): ClusterCheck {
  if (pendingPods === undefined) return unknown('waiting pods', 'list pods');
  if (pendingPods === 0) return ok('waiting pods', 'none');
  return warning(
    'waiting pods',
    `${pendingPods} of runs: prodigy-k8s status <run> --cluster … says what they wait for`,
  );
}
