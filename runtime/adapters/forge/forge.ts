import type { RunPullRequest } from '../../../contract/pull-request';
import { type ForgeCall, ForgeRefusal } from './forge-call';
import { gitea } from './gitea';
import { github } from './github';

/** The content of a pull request. */
export interface Proposal {
  readonly title: string;
  readonly body: string;
  /** Branch that holds the result. */
  readonly head: string;
  /** Branch to merge into. */
  readonly base: string;
  readonly draft: boolean;
}

/** The API calls of one kind of forge. */
export interface Forge {
  /** Value of the `authorization` header. */
  readonly authorization: (token: string) => string;
  /** @returns the pull request from the answer; undefined if the forge says that one may exist already. */
  readonly create: (call: ForgeCall, repository: string, proposal: Proposal) => Promise<unknown>;
  /** @returns an open pull request for the same branches; undefined if there is none. */
  readonly find: (call: ForgeCall, repository: string, proposal: Proposal) => Promise<unknown>;
}

const FORGES: Readonly<Record<RunPullRequest['forge'], Forge>> = { github, gitea };

/** The forge of a run's pull request. */
export const forgeOf = ({ forge }: RunPullRequest): Forge => FORGES[forge];

/**
 * Open a pull request, or find the open one for the same branches.
 * @returns the URL of its page.
 * @throws ForgeRefusal if the forge does not answer, or the answer is not a pull request.
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
