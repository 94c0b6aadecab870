import type { LogLevel } from './environment';
import type { NodeFacts, PlacementFacts } from './placement';
import type { RepositoryCacheFacts } from './repository-cache';
import type { SecretSources } from './secret-source';
import type { Submitter } from './tenant';

/**
 * What this project knows of a target cluster: data, written by the people who run it, checked by `stacks/`. A fact
 * that is not known is left out; whoever needs it then says so instead of guessing.
 */
export interface ClusterFacts {
  /** Name of the target: `<cluster>` or `<cluster>-<environment>`; names the manifest folder and the Pulumi stack. */
  readonly name: string;
  /** Namespace of the runs. */
  readonly namespace: string;
  /** Who applies the manifests: decides whether a TTL is rendered, and which hints for the deliverer. */
  readonly delivery: 'cli' | 'pulumi' | 'gitops';
  /** Version of the API server, `major.minor`. @default - unknown: at least the oldest that is supported, 1.31 */
  readonly version?: string;
  /** Who runs the nodes: decides the labels and taints of spot nodes. @default other */
  readonly provider?: Provider;
  /** Processor of the nodes that runs are scheduled to. @default amd64 */
  readonly architecture?: 'amd64' | 'arm64';
  /** How the command line reaches the cluster. @default - KUBECONFIG, ~/.kube/config, in-cluster */
  readonly kubeconfig?: KubeconfigFacts;
  readonly storage: StorageFacts;
  /** The StorageClasses that the cluster has, by name. @default - unknown */
  readonly storageClasses?: { readonly [name: string]: StorageClassFacts };
  /** Resources of one agent, as Kubernetes quantities. */
  readonly agentResources: ResourceFacts;
  /** Agents of a run where its command names no number. @default - the workflow's `max_parallel`, else 10 */
  readonly agents?: number;
  /** Most agents that one run may have here: a cap, not a default. */
  readonly maxAgents: number;
  /** Agents that runs begin with and shrink to while there is less to do. @default - as many as they may have: a fixed number */
  readonly minAgents?: number;
  /** What becomes of the claims of a run whose result is published. */
  readonly cleanupPolicy: 'delete' | 'retain';
  /** Limits of the namespace. */
  readonly quota: QuotaFacts;
  /** Who may submit runs, by the Role `prodigy-submitter`. @default - nobody beside those who may already */
  readonly submitters?: readonly Submitter[];
  /** Secrets with which the runs' images are pulled, made in the namespace by its keepers. @default - none */
  readonly imagePullSecrets?: readonly string[];
  /** Which nodes take agents; a run may say more. @default - on demand, any that take them */
  readonly placement?: PlacementFacts;
  /** Which nodes take Redis and workspace: never spot nodes. @default - any that take them */
  readonly statePlacement?: NodeFacts;
  /** CustomResourceDefinitions that the cluster has, such as `externalsecrets.external-secrets.io`. @default - none */
  readonly crds?: readonly string[];
  /** What the cluster's resources cost. @default - unknown: no cost is estimated */
  readonly prices?: PriceFacts;
  /** How origin is read. */
  readonly git?: GitFacts;
  /** Where the keys of a run come from when it names no source itself, by key. @default - nowhere */
  readonly secrets?: SecretSources;
  /** Where pods resolve names. @default - at any pod of kube-system */
  readonly dns?: DnsFacts;
  /** Who watches runs. @default - nobody: no port is open for Prometheus, and nothing is traced */
  readonly monitoring?: MonitoringFacts;
  /** Log lines of lesser weight are left out by the programs of runs and cache; what steps print is `info`. @default info */
  readonly logLevel?: LogLevel;
  /** Mirrors that runs of the namespace fetch objects from. @default - none: every run fetches all from origin */
  readonly repositoryCache?: RepositoryCacheFacts;
}

/** The cluster's name resolution, as policies must name it. */
export interface DnsFacts {
  /** Namespace of its pods. @default kube-system */
  readonly namespace?: string;
  /** Labels of its pods, such as `k8s-app: kube-dns`. @default - every pod of the namespace */
  readonly podLabels?: { readonly [label: string]: string };
  /**
   * Port of its pods, which policies see in place of the Service's: 5353 on OpenShift, whose pods are in
   * `openshift-dns`.
   *
   * @default 53
   */
  readonly port?: number;
  /** Whether NodeLocal DNSCache answers at 169.254.20.10. @default false */
  readonly nodeLocalCache?: boolean;
}

/** What watches the runs of a cluster. */
export interface MonitoringFacts {
  /** Namespace of Prometheus, and of the collector of traces. */
  readonly namespace: string;
  /** URL of the collector for OTLP over HTTP, such as `http://otel-collector.monitoring:4318`. @default - no traces */
  readonly otlpEndpoint?: string;
}

/**
 * Oldest minor version of Kubernetes 1 that runs work on: agents come and go by growing a Job that runs.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#elastic-indexed-jobs
 */
export const OLDEST_MINOR = 31;

/** The CustomResourceDefinition of a cluster whose policies know hosts by name. */
export const CILIUM_POLICY_CRD = 'ciliumnetworkpolicies.cilium.io';

/** Kinds of clusters whose nodes are labelled and tainted in their own way. */
export const PROVIDERS = ['eks', 'gke', 'gke-autopilot', 'aks', 'kind', 'minikube', 'other'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** Access modes of a volume, as Kubernetes names them. */
export const ACCESS_MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'] as const;
export type AccessMode = (typeof ACCESS_MODES)[number];

/** Where the command line finds its way into a cluster. */
export interface KubeconfigFacts {
  /** File; `~/` is the home folder of whoever runs the command. @default - KUBECONFIG, ~/.kube/config, in-cluster */
  readonly path?: string;
  /** Context in the file. @default - its current context */
  readonly context?: string;
}

/** The claims of a run. */
export interface StorageFacts {
  /** StorageClass of every claim; always named, since a missing default class only shows at run time. */
  readonly storageClass: string;
  /** Size of the workspace claim, as a Kubernetes quantity. */
  readonly workspaceSize: string;
  /** Size of the queue's claim, as a Kubernetes quantity. */
  readonly queueSize: string;
  /** Access mode of every claim. @default ReadWriteOnce - one pod writes */
  readonly accessMode?: AccessMode;
}

/** What a StorageClass can do. */
export interface StorageClassFacts {
  /** Access modes that its volumes support. */
  readonly accessModes: readonly AccessMode[];
  /** Whether a claim can grow: `allowVolumeExpansion` of the class. */
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
    /** Sum of all claims. @default - no limit */
    readonly storage?: string;
  };
  readonly limits: { readonly cpu: string; readonly memory: string };
  /** Number of claims. @default - no limit */
  readonly persistentVolumeClaims?: number;
}

/** List prices; an estimate is no bill. */
export interface PriceFacts {
  /** ISO 4217, such as USD. */
  readonly currency: string;
  /** One CPU for an hour. */
  readonly cpuHour: number;
  /** One GiB of memory for an hour. */
  readonly memoryGibHour: number;
  /** One GiB of a claim for a month of 730 hours. */
  readonly storageGibMonth: number;
  /** Part of the price of CPU and memory that spot nodes save, 0 to 1. @default 0 */
  readonly spotDiscount?: number;
  /** What tokens of models cost, where reports do not tell it. @default - as reports tell */
  readonly modelTokens?: TokenPrices;
}

/** Prices of a million tokens each. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  /** Tokens that come from the service's cache. @default 0 */
  readonly cacheRead?: number;
  /** Tokens that go into it. @default 0 */
  readonly cacheCreation?: number;
}

/** Defaults of runs that read a repository. */
export interface GitFacts {
  /** Which of the cluster's `secrets` origin is asked with. @default - the one that fits the run's address */
  readonly auth?: 'token' | 'ssh-key' | 'none';
  /** Whether objects of Git LFS are fetched. @default false */
  readonly lfs?: boolean;
}
