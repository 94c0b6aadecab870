import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Pull {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  readonly draft?: boolean;
  open: boolean;
}

/** The part of a stand-in for GitHub that keeps pull requests: https://docs.github.com/en/rest/pulls/pulls */
export class GitHubPulls {
  /** In the order of their numbers. */
  public readonly pulls: Pull[] = [];
  /** What the next calls are answered with. */
  public readonly refusals: { readonly status: number; readonly body: string }[] = [];
  public readonly branches = new Set(['main']);

  /** @param isTaken whether a token may do this. */
  public constructor(private readonly isTaken: (token: string) => boolean) {}

  public async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const send = (status: number, answer: unknown): void => void response.writeHead(status).end(JSON.stringify(answer));
    const refusal = this.refusals.shift();
    if (refusal) return void response.writeHead(refusal.status).end(refusal.body);
    if (!this.isTaken((request.headers.authorization ?? '').replace(/^Bearer /, '')))
      return send(401, { message: 'Bad credentials' });
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://github');
    const [, owner] = /^\/repos\/([^/]+)\/project\/pulls$/.exec(pathname) ?? [];
    if (owner === undefined) return send(404, { message: 'Not Found' });
    if (request.method === 'POST') return send(...this.create(owner, JSON.parse(body)));
    const found = this.pulls.filter(
      ({ head, base, open }) =>
        open && searchParams.get('head') === `${owner}:${head}` && searchParams.get('base') === base,
    );
    send(
      200,
      found.map((pull) => this.shown(owner, pull)),
    );
  }

  private create(owner: string, asked: Omit<Pull, 'open'>): [number, unknown] {
    if (!this.branches.has(asked.base))
      return [
        422,
        { message: 'Validation Failed', errors: [{ resource: 'PullRequest', field: 'base', code: 'invalid' }] },
      ];
    const same = ({ head, base, open }: Pull): boolean => open && head === asked.head && base === asked.base;
    if (this.pulls.some(same)) {
      const message = `A pull request already exists for ${owner}:${asked.head}.`;
      return [422, { message: 'Validation Failed', errors: [{ resource: 'PullRequest', code: 'custom', message }] }];
    }
    const pull = { ...asked, open: true };
    this.pulls.push(pull);
    return [201, this.shown(owner, pull)];
  }

  private shown(owner: string, pull: Pull): object {
    const number = this.pulls.indexOf(pull) + 1;
    return { number, html_url: `https://github.com/${owner}/project/pull/${number}` };
  }
}
