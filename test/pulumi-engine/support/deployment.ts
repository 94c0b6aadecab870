import type { PulumiFn } from '@pulumi/pulumi/automation';
import type { Images } from '../../../contract/images';
import { clusterProvider } from '../../../stacks/pulumi/cluster-provider';
import type { StackPolicies } from '../../../stacks/pulumi/policies';
import { Tenant } from '../../../stacks/pulumi/tenant';
import { WorkflowRun } from '../../../stacks/pulumi/workflow-run';
import type { RenderedRun, RenderRequest } from '../../../stacks/render';
import { testCluster } from '../../cluster/support/test-cluster';
import { plain } from '../../stacks/every-option';

/** Images that no registry has: what is deployed is looked at, and none of its pods works. */
const nowhere = { repository: 'registry.invalid/nothing', tag: '1', digest: null };
export const IMAGES: Images = { agent: nowhere, redis: nowhere };

/** Context of the devcluster's kubeconfig. */
export const CONTEXT = 'prodigy-dev';

/** A workflow with one of everything: agents, queue, workspace. */
export const mapReduce = (command = 'true'): RenderRequest['workflow'] => ({
  text: `name: m\nmode: mapreduce\nmap:\n  input: ls\n  agent_template:\n    - shell: "${command}"\n`,
  file: 'm.yaml',
});

/** A run in a namespace of a cluster that Pulumi delivers to. */
export const requestIn = (namespace: string): RenderRequest => ({
  ...plain,
  workflow: mapReduce(),
  cluster: { ...testCluster(namespace), name: 'edge', delivery: 'pulumi' },
  images: IMAGES,
  agents: 3,
});

/** The provider of the program, for the cluster of KUBECONFIG. */
const providerOf = ({ adoptExisting = false, kubeconfig = process.env.KUBECONFIG ?? '' }: Deployed) =>
  clusterProvider('edge', {
    connection: { kubeconfig, context: CONTEXT, secret: false },
    clusterIdentifier: 'edge',
    adoptExisting,
  });

/** What a program deploys. */
export interface Deployed {
  readonly request: RenderRequest;
  /** @default - rendered from the request */
  readonly rendered?: RenderedRun;
  readonly policies?: StackPolicies;
  /** @default false */
  readonly adoptExisting?: boolean;
  /** Path, or content. @default - that of the tests' cluster */
  readonly kubeconfig?: string;
  /** @default - none */
  readonly secretValues?: Readonly<Record<string, string>>;
}

/** A program as a user writes it: a tenant and one run. */
export const program =
  (deployed: Deployed): PulumiFn =>
  async () => {
    const { request, rendered, policies, secretValues } = deployed;
    const providers = { kubernetes: providerOf(deployed) };
    const { cluster, images } = request;
    const tenant = new Tenant(cluster.namespace, { cluster, images, policies }, { providers });
    const args = rendered ? { rendered } : request;
    const options = { providers, dependsOn: tenant };
    const { runId, job } = new WorkflowRun('mine', { ...args, policies, secretValues }, options);
    return { runId, job };
  };

/** Resources of such a stack that are no objects: the stack itself, its provider, and two components. */
export const NO_OBJECTS = 4;
