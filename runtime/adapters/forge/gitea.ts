import type { Forge } from './forge';

/** Pull requests per page, and maximum number of pages searched for one that is open already. */
const PAGE = 50;
const PAGES = 20;

interface Listed {
  readonly head?: { readonly ref?: unknown };
  readonly base?: { readonly ref?: unknown };
}

/** Gitea and Forgejo; a title prefix marks drafts. https://docs.gitea.com/api/ */
export const gitea: Forge = {
  authorization: (token) => `token ${token}`,
  async create(call, repository, { title, body, head, base, draft }) {
    const request = { body: { title: draft ? `WIP: ${title}` : title, body, head, base }, bears: [409] };
    const answer = await call('POST', `${repository}/pulls`, request);
    return answer.status === 409 ? undefined : answer.body;
  },
  async find(call, repository, { head, base }) {
    for (let page = 1; page <= PAGES; page += 1) {
      const { body } = await call('GET', `${repository}/pulls?state=open&limit=${PAGE}&page=${page}`);
      const listed = Array.isArray(body) ? (body as Listed[]) : [];
      const found = listed.find((pull) => pull?.head?.ref === head && pull.base?.ref === base);
      if (found !== undefined || listed.length === 0) return found;
    }
    return undefined;
  },
};
