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

/** What a run of a bundled workflow is made of, beside the workflow itself and the cluster. */
export interface RunDefinition {
  /** One sentence for people who choose a workflow. */
  readonly description: string;
  /** Where the run works. */
  readonly repository: {
    /** `https://host/path`, `ssh://user@host/path` or `user@host:path`, without credentials. */
    readonly url: string;
    /** Branch, tag or commit. */
    readonly revision: string;
    /** @default - the revision, where that is a branch */
    readonly targetBranch?: string;
    /** Public keys of an SSH host. @default - those of github.com, gitlab.com and bitbucket.org */
    readonly knownHosts?: string;
    /** Authorities that signed the certificate of an HTTPS host, PEM. @default - those that the image trusts */
    readonly caCertificates?: string;
    /** User name beside a token. @default x-access-token - a name that most forges take */
    readonly username?: string;
    /** Which App the key `github-app-key` belongs to. @default - none */
    readonly githubApp?: GitHubAppOptions;
    /** Commits of history. @default - all of it */
    readonly depth?: number;
    /** Whether agents fetch file contents on demand. @default whole */
    readonly agentClone?: 'whole' | 'blobless';
    /** Folders that agents check out. @default - everything */
    readonly sparsePaths?: readonly string[];
    /** Whether large files are in Git LFS. @default - what the cluster says */
    readonly lfs?: boolean;
    /** Whether submodules are checked out. @default false */
    readonly submodules?: boolean;
  };
  /**
   * Where each key comes from, by key: `git-token`, `claude-api-key`, and the workflow's own. Names, never values.
   *
   * @default - none, origin is public
   */
  readonly credentials?: SecretSources;
  /** Value of `$ARG`. @default - none */
  readonly argument?: string;
  /** Values of `${name}` and `$name`, by name. @default - those that the workflow declares */
  readonly parameters?: Parameters;
  /** Items in place of those that `map.input` names, as they are: no filter, no order, no `max_items`. @default - those */
  readonly items?: readonly Item[];
  /** Which of the workflow's `profiles` the run has. @default - none */
  readonly profile?: string;
  /** @default - the workflow's `max_parallel`, else 10 */
  readonly agents?: number;
  /** Agents that the run begins with and shrinks to. @default - what the cluster says, else a fixed number */
  readonly minAgents?: number;
  /** Image, resources, volumes and the like of the agents. @default - as the cluster says */
  readonly agentPod?: AgentPodOptions;
  /** On which nodes agents are put, beside what the cluster says. @default - what the cluster says */
  readonly placement?: PlacementFacts;
  /** @default branch */
  readonly publish?: 'branch' | 'target';
  /** A pull request that is opened for the result. @default - none */
  readonly pullRequest?: PullRequest;
  /** Class, sizes and access mode of the claims, where the run needs others. @default - what the cluster says */
  readonly storage?: Partial<StorageFacts>;
  /** @default - what the cluster says */
  readonly cleanupPolicy?: 'delete' | 'retain';
  /** Whether steps may open HTTPS connections to public addresses. @default - where a step calls Claude */
  readonly publicHttps?: boolean;
  /** What steps may reach beside: `registry.npmjs.org`, `10.20.0.0/16:5432`. @default - nothing */
  readonly allowHosts?: readonly string[];
  /** A Redis that holds the queue of a MapReduce run. @default - the run gets one of its own */
  readonly redis?: ExistingRedis;
  /** @default DEFAULT_TIMING */
  readonly timing?: RunTiming;
}
