import type { RunPullRequest } from '../../../contract/pull-request';
import { type ForgeCall, ForgeRefusal } from './forge-call';
import { gitea } from './gitea';
import { github } from './github';

/** What a pull request is made of. */
export interface Proposal {
  readonly title: string;
  readonly body: string;
  /** Branch with the result. */
  readonly head: string;
  /** Branch that it is to be merged into. */
  readonly base: string;
  readonly draft: boolean;
}

/** How one kind of forge is asked. */
export interface Forge {
  /** Value of the header `authorization`. */
  readonly authorization: (token: string) => string;
  /** @returns the answer's pull request; undefined where the forge says that there may be one already. */
  readonly create: (call: ForgeCall, repository: string, proposal: Proposal) => Promise<unknown>;
  /** @returns an open pull request of the same branches; undefined where there is none. */
  readonly find: (call: ForgeCall, repository: string, proposal: Proposal) => Promise<unknown>;
}

const FORGES: Readonly<Record<RunPullRequest['forge'], Forge>> = { github, gitea };

/** The forge of a run's pull request. */
export const forgeOf = ({ forge }: RunPullRequest): Forge => FORGES[forge];

/**
 * Open a pull request, or find the open one of the same branches.
 * @returns the address of its page.
 * @throws ForgeRefusal where the forge does not answer, or answers something else.
 */
export async function openPullRequest(
  forge: Forge,
  call: ForgeCall,
  { owner, name }: Pick<RunPullRequest, 'owner' | 'name'>,
  proposal: Proposal,
): Promise<string> {
  const repository = `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  const opened = (await forge.create(call, repository, proposal)) ?? (await forge.find(call, repository, proposal));
  const { html_url: url } = Object(opened) as { html_url?: unknown };
  if (typeof url === 'string' && /^https?:\/\/\S+$/.test(url)) return url;
  throw new ForgeRefusal("the forge's API must answer with a pull request: is this the address of its API?", true);
}
