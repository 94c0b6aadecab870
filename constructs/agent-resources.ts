import type { GpuRequest, ResourceChanges } from '../contract/agent-pod';
import type { ResourceFacts } from '../contract/cluster-facts';
import { compareQuantities, formatBytes, isQuantity, parseQuantity } from '../contract/quantity';
import { defined } from './defined';
import type { ContainerResources } from './pod';

/** Resources of one agent, unless the cluster or the run says otherwise. */
const DEFAULT_AGENT_RESOURCES: ResourceFacts = {
  requests: { cpu: '1', memory: '2Gi' },
  limits: { cpu: '4', memory: '8Gi' },
};

/** Size of an agent's checkout: enough to build a large repository. */
export const DEFAULT_CHECKOUT_SIZE = '10Gi';

/** Temporary files and home, 1 GiB each, and 2 GiB for logs. */
const BESIDE_CHECKOUT = '4Gi';
const EPHEMERAL_STORAGE_REQUEST = '512Mi';
const DEFAULT_GPU = 'nvidia.com/gpu';
const MOST_GPUS = 64;
const DEVICE = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Resources of one agent. */
export interface AgentResourcesProps {
  /** @default DEFAULT_AGENT_RESOURCES */
  readonly resources?: ResourceChanges;
  /** @default 10Gi */
  readonly checkoutSize?: string;
  /** @default - none */
  readonly gpu?: GpuRequest;
}

/** The base with the changes applied. */
export const changedResources = (
  base: ResourceFacts,
  { requests = {}, limits = {} }: ResourceChanges = {},
): ResourceFacts => ({
  requests: { ...base.requests, ...defined(requests) },
  limits: { ...base.limits, ...defined(limits) },
});

/**
 * Resources of an agent's container.
 *
 * @throws Error if an amount is not a quantity, or a request exceeds its limit.
 */
export function agentResources(props: AgentResourcesProps): ContainerResources {
  const { requests, limits } = changedResources(DEFAULT_AGENT_RESOURCES, props.resources);
  for (const name of ['cpu', 'memory'] as const) checkAmounts(name, requests[name], limits[name]);
  const checkout = quantity('checkoutSize', props.checkoutSize ?? DEFAULT_CHECKOUT_SIZE);
  const storage = formatBytes(parseQuantity(checkout) + parseQuantity(BESIDE_CHECKOUT));
  return {
    requests: { ...requests, ephemeralStorage: EPHEMERAL_STORAGE_REQUEST },
    limits: { ...limits, ephemeralStorage: storage },
    devices: props.gpu && { [deviceOf(props.gpu)]: validCount(props.gpu.count) },
  };
}

/** @throws Error if the name is not that of an extended resource. */
export function deviceOf({ resource = DEFAULT_GPU }: GpuRequest): string {
  if (DEVICE.test(resource)) return resource;
  throw new Error(`'gpu.resource' must be the name of an extended resource, got ${resource}: write ${DEFAULT_GPU}`);
}

function validCount(count: number): number {
  if (Number.isInteger(count) && count >= 1 && count <= MOST_GPUS) return count;
  throw new Error(`'gpu.count' must be an integer from 1 to ${MOST_GPUS}, got ${count}: leave 'gpu' out for none`);
}

function checkAmounts(name: 'cpu' | 'memory', request: string, limit: string): void {
  quantity(`resources.requests.${name}`, request);
  quantity(`resources.limits.${name}`, limit);
  if (compareQuantities(request, limit) > 0)
    throw new Error(
      `'resources.requests.${name}' must be at most the limit ${limit}, got ${request}: raise the limit too`,
    );
}

function quantity(prop: string, text: string): string {
  if (isQuantity(text)) return text;
  throw new Error(`'${prop}' must be a Kubernetes quantity, got ${text}: write 500m, 2, 512Mi or 20Gi`);
}
