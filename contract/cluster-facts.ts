/** What this project knows of a target cluster: data, written by the people who run it, checked by `stacks/`. */
export interface ClusterFacts {
  /** Name of the target; names the manifest folder and the Pulumi stack. */
  readonly name: string;
  /** Namespace of the runs. */
  readonly namespace: string;
  /** Who applies the manifests: decides whether a TTL is rendered. */
  readonly delivery: 'cli' | 'pulumi' | 'gitops';
  readonly storage: {
    /** StorageClass of every claim; always named, since a missing default class only shows at run time. */
    readonly storageClass: string;
    /** Size of the workspace claim, as a Kubernetes quantity. */
    readonly workspaceSize: string;
    /** Size of the queue's claim, as a Kubernetes quantity. */
    readonly queueSize: string;
  };
  /** Resources of one agent, as Kubernetes quantities. */
  readonly agentResources: ResourceFacts;
  /** Most agents that one run may have here: a cap, not a default. */
  readonly maxAgents: number;
  readonly cleanupPolicy: 'delete' | 'retain';
  /** Limits of the namespace. */
  readonly quota: QuotaFacts;
}

export interface ResourceFacts {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}

export interface QuotaFacts {
  readonly pods: number;
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}
