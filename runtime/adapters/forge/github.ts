import type { Forge } from './forge';
import { ForgeRefusal, messageIn } from './forge-call';

/** GitHub, and GitHub Enterprise Server. https://docs.github.com/en/rest/pulls/pulls */
export const github: Forge = {
  authorization: (token) => `Bearer ${token}`,
  async create(call, repository, { title, body, head, base, draft }) {
    const request = { body: { title, body, head, base, draft }, bears: [422] };
    const answer = await call('POST', `${repository}/pulls`, request);
    if (answer.status !== 422) return answer.body;
    const message = messageIn(answer.body);
    if (/already exists/i.test(message)) return undefined;
    throw new ForgeRefusal(`the forge answers 422 ${message}`, true);
  },
  async find(call, repository, { head, base }) {
    const [, , owner] = repository.split('/');
    const query = new URLSearchParams({ state: 'open', base, head: `${decodeURIComponent(owner ?? '')}:${head}` });
    const { body } = await call('GET', `${repository}/pulls?${query}`);
    return Array.isArray(body) ? body[0] : undefined;
  },
};
