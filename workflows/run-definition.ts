import type { GitHubAppOptions } from '../constructs/github-app';
import type { AgentPodOptions } from '../contract/agent-pod';
import type { StorageFacts } from '../contract/cluster-facts';
import type { ExistingRedis } from '../contract/existing-redis';
import type { Item } from '../contract/journal';
import type { Parameters } from '../contract/parameters';
import type { PlacementFacts } from '../contract/placement';
import type { PullRequest } from '../contract/pull-request';
import type { RunTiming } from '../contract/run-config';
import type { SecretSources } from '../contract/secret-source';

/** Settings for runs of a workflow, apart from the workflow itself and the cluster. */
export interface RunDefinition {
  /** One sentence for people who choose a workflow. */
  readonly description: string;
  /** The repository that the run works on. */
  readonly repository: {
    /** `https://host/path`, `ssh://user@host/path` or `user@host:path`, without credentials. */
    readonly url: string;
    /** Branch, tag or commit. */
    readonly revision: string;
    /** Branch that the result is meant for. @default - the revision, if it is a branch */
    readonly targetBranch?: string;
    /** Public host keys for SSH. @default - those of github.com, gitlab.com and bitbucket.org */
    readonly knownHosts?: string;
    /** Certificate authorities to trust for an HTTPS host, PEM. @default - those that the image trusts */
    readonly caCertificates?: string;
    /** User name to send with a token. @default x-access-token - which most forges accept */
    readonly username?: string;
    /** The GitHub App that the key `github-app-key` belongs to. @default - none */
    readonly githubApp?: GitHubAppOptions;
    /** Commits of history to clone. @default - all */
    readonly depth?: number;
    /** Whether agents clone everything, or file contents on demand. @default whole */
    readonly agentClone?: 'whole' | 'blobless';
    /** Folders that agents check out. @default - everything */
    readonly sparsePaths?: readonly string[];
    /** Whether Git LFS files are fetched. @default - the cluster's setting */
    readonly lfs?: boolean;
    /** Whether submodules are checked out. @default false */
    readonly submodules?: boolean;
  };
  /**
   * Source of each key by its name: `git-token`, `claude-api-key`, and the workflow's own. Never the values themselves.
   *
   * @default - none: origin is public
   */
  readonly credentials?: SecretSources;
  /** Value of `$ARG`. @default - none */
  readonly argument?: string;
  /** Values for `${name}` and `$name`, by name. @default - the defaults that the workflow declares */
  readonly parameters?: Parameters;
  /** Items to use instead of `map.input`, as they are: not filtered, sorted or limited. @default - of `map.input` */
  readonly items?: readonly Item[];
  /** The workflow's profile to use. @default - none */
  readonly profile?: string;
  /** Number of agents, 1 to 1000, up to the cluster's cap. @default - the cluster's, else `max_parallel`, else 10 */
  readonly agents?: number;
  /** Agents that the run starts with and scales down to. @default - the cluster's setting, else as many as `agents` */
  readonly minAgents?: number;
  /** Image, resources, volumes and so on of the agents. @default - the cluster's settings */
  readonly agentPod?: AgentPodOptions;
  /** Nodes for agents, combined with the cluster's settings. @default - the cluster's settings */
  readonly placement?: PlacementFacts;
  /** Whether only `prodigy/<run>` is pushed, or the target branch too. @default branch */
  readonly publish?: 'branch' | 'target';
  /** A pull request to open for the result. @default - none */
  readonly pullRequest?: PullRequest;
  /** StorageClass, sizes and access mode of the claims, where they differ. @default - the cluster's settings */
  readonly storage?: Partial<StorageFacts>;
  /** What happens to the claims once the result is published. @default - the cluster's setting */
  readonly cleanupPolicy?: 'delete' | 'retain';
  /** Whether steps may use HTTPS to public addresses. @default - if agents call Claude and policies lack host names */
  readonly publicHttps?: boolean;
  /** Additional hosts that steps may connect to: `registry.npmjs.org`, `10.20.0.0/16:5432`. @default - none */
  readonly allowHosts?: readonly string[];
  /** An existing Redis for the queue of a MapReduce run. @default - the run gets its own */
  readonly redis?: ExistingRedis;
  /** Lifetimes of leases and locks. @default DEFAULT_TIMING */
  readonly timing?: RunTiming;
}
