import type { LogLevel } from './environment';
import type { NodeFacts, PlacementFacts } from './placement';
import type { RepositoryCacheFacts } from './repository-cache';
import type { SecretSources } from './secret-source';
import type { Submitter } from './tenant';

/**
 * What this project knows about a target cluster: data, written by the people who run it and checked by `stacks/`.
 * Unknown facts are left out; code that needs one reports it instead of guessing.
 */
export interface ClusterFacts {
  /** Name of the target: `<cluster>` or `<cluster>-<environment>`; also of its manifest folder and Pulumi stack. */
  readonly name: string;
  /** Namespace of the runs. */
  readonly namespace: string;
  /** Who applies the manifests; decides whether a TTL is rendered, and which hints for the deploying tool. */
  readonly delivery: 'cli' | 'pulumi' | 'gitops';
  /** Version of the API server, `major.minor`. @default - unknown: at least 1.31, the oldest supported one */
  readonly version?: string;
  /** Who runs the nodes; decides the labels and taints of spot nodes. @default other */
  readonly provider?: Provider;
  /** CPU architecture of the nodes that runs are scheduled to. @default amd64 */
  readonly architecture?: 'amd64' | 'arm64';
  /** How the command line reaches the cluster. @default - KUBECONFIG, ~/.kube/config, in-cluster */
  readonly kubeconfig?: KubeconfigFacts;
  readonly storage: StorageFacts;
  /** The cluster's StorageClasses, by name. @default - unknown */
  readonly storageClasses?: { readonly [name: string]: StorageClassFacts };
  /** Resources of one agent, as Kubernetes quantities. */
  readonly agentResources: ResourceFacts;
  /** Number of agents of a run whose command does not set one. @default - the workflow's `max_parallel`, else 10 */
  readonly agents?: number;
  /** Maximum number of agents per run: a cap, not a default. */
  readonly maxAgents: number;
  /** Number of agents that a run starts with and scales down to when there is less to do. @default - a fixed number */
  readonly minAgents?: number;
  /** What happens to the claims of a run whose result has been published. */
  readonly cleanupPolicy: 'delete' | 'retain';
  /** Limits of the namespace. */
  readonly quota: QuotaFacts;
  /** Who may submit runs, through the Role `prodigy-submitter`. @default - only those who already have the rights */
  readonly submitters?: readonly Submitter[];
  /** Pull secrets for the runs' images; the namespace's owners create them. @default - none */
  readonly imagePullSecrets?: readonly string[];
  /** Nodes for agents, combined with a run's own settings. @default - any schedulable on-demand node */
  readonly placement?: PlacementFacts;
  /** Nodes for Redis and the workspace server, never spot nodes. @default - any schedulable node */
  readonly statePlacement?: NodeFacts;
  /** CustomResourceDefinitions of the cluster, such as `externalsecrets.external-secrets.io`. @default - none */
  readonly crds?: readonly string[];
  /** What the cluster's resources cost. @default - unknown: no cost is estimated */
  readonly prices?: PriceFacts;
  /** How runs access origin. */
  readonly git?: GitFacts;
  /** Where a run's keys come from if it names no source itself, by key. @default - nowhere */
  readonly secrets?: SecretSources;
  /** Where pods resolve names. @default - any pod of kube-system */
  readonly dns?: DnsFacts;
  /** Monitoring of runs. @default - none: no port is open for Prometheus, and no traces are sent */
  readonly monitoring?: MonitoringFacts;
  /** Minimum level of the log lines of runs and repository cache; output of steps is `info`. @default info */
  readonly logLevel?: LogLevel;
  /** Mirrors that the namespace's runs fetch objects from. @default - none: every run fetches everything from origin */
  readonly repositoryCache?: RepositoryCacheFacts;
}

/** The cluster's DNS, as network policies must select it. */
export interface DnsFacts {
  /** Namespace of its pods. @default kube-system */
  readonly namespace?: string;
  /** Labels of its pods, such as `k8s-app: kube-dns`. @default - every pod of the namespace */
  readonly podLabels?: { readonly [label: string]: string };
  /**
   * Port of its pods. Policies see this one, not the Service's: it is 5353 on OpenShift, whose pods are in
   * `openshift-dns`.
   *
   * @default 53
   */
  readonly port?: number;
  /** Whether NodeLocal DNSCache serves at 169.254.20.10. @default false */
  readonly nodeLocalCache?: boolean;
}

/** What monitors the runs of a cluster. */
export interface MonitoringFacts {
  /** Namespace of Prometheus and of the trace collector. */
  readonly namespace: string;
  /** URL of the collector for OTLP over HTTP, such as `http://otel-collector.monitoring:4318`. @default - no traces */
  readonly otlpEndpoint?: string;
}

/**
 * Oldest supported minor version of Kubernetes 1: scaling agents requires resizing a running Indexed Job.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#elastic-indexed-jobs
 */
export const OLDEST_MINOR = 31;

/** The CustomResourceDefinition of a cluster whose network policies support host names. */
export const CILIUM_POLICY_CRD = 'ciliumnetworkpolicies.cilium.io';

/** Kinds of clusters that label and taint their nodes in their own way. */
export const PROVIDERS = ['eks', 'gke', 'gke-autopilot', 'aks', 'kind', 'minikube', 'other'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** Access modes of a volume, as Kubernetes names them. */
export const ACCESS_MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'] as const;
export type AccessMode = (typeof ACCESS_MODES)[number];

/** How the command line finds the cluster. */
export interface KubeconfigFacts {
  /** File; `~/` is the home folder of the user. @default - KUBECONFIG, ~/.kube/config, in-cluster */
  readonly path?: string;
  /** Context in the file. @default - its current context */
  readonly context?: string;
}

/** Storage for the claims of a run. */
export interface StorageFacts {
  /** StorageClass of every claim; never omitted, because a missing default class shows only at run time. */
  readonly storageClass: string;
  /** Size of the workspace claim, as a Kubernetes quantity. */
  readonly workspaceSize: string;
  /** Size of the queue's claim, as a Kubernetes quantity. */
  readonly queueSize: string;
  /** Access mode of every claim. @default ReadWriteOnce - a single pod writes */
  readonly accessMode?: AccessMode;
}

/** Capabilities of a StorageClass. */
export interface StorageClassFacts {
  /** Access modes that its volumes support. */
  readonly accessModes: readonly AccessMode[];
  /** Whether claims can be expanded: `allowVolumeExpansion` of the class. */
  readonly expandable: boolean;
}

export interface ResourceFacts {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}

/** Limits of the namespace, as Kubernetes quantities and counts. */
export interface QuotaFacts {
  readonly pods: number;
  readonly requests: {
    readonly cpu: string;
    readonly memory: string;
    /** Total of all claims. @default - no limit */
    readonly storage?: string;
  };
  readonly limits: { readonly cpu: string; readonly memory: string };
  /** Number of claims. @default - no limit */
  readonly persistentVolumeClaims?: number;
}

/** List prices; an estimate is not a bill. */
export interface PriceFacts {
  /** ISO 4217, such as USD. */
  readonly currency: string;
  /** One CPU for one hour. */
  readonly cpuHour: number;
  /** One GiB of memory for one hour. */
  readonly memoryGibHour: number;
  /** One GiB of storage for a month of 730 hours. */
  readonly storageGibMonth: number;
  /** Discount of spot nodes on CPU and memory, 0 to 1. @default 0 */
  readonly spotDiscount?: number;
  /** Prices of model tokens, used when reports contain no cost. @default - as reported */
  readonly modelTokens?: TokenPrices;
}

/** Prices per million tokens. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  /** Tokens read from the service's cache. @default 0 */
  readonly cacheRead?: number;
  /** Tokens written to it. @default 0 */
  readonly cacheCreation?: number;
}

/** Git defaults of runs. */
export interface GitFacts {
  /** Which of the cluster's `secrets` authenticates at origin. @default - the one that fits the URL */
  readonly auth?: 'token' | 'ssh-key' | 'none';
  /** Whether Git LFS objects are fetched. @default false */
  readonly lfs?: boolean;
}
