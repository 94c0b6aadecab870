import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Pull } from './github-pulls';

/** Stands in for a Gitea: the calls of its API that list and open pull requests. https://docs.gitea.com/api/ */
export class GiteaStandIn {
  public readonly pulls: Pull[] = [];
  private readonly server: Server = createServer((request, response) => {
    this.answer(request, response).catch((error: Error) => response.destroy(error));
  });

  private constructor(private readonly token: string) {}

  public static async start(token: string): Promise<GiteaStandIn> {
    const gitea = new GiteaStandIn(token);
    gitea.server.listen(0, '127.0.0.1');
    await once(gitea.server, 'listening');
    return gitea;
  }

  public get apiUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/v1`;
  }

  public stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const send = (status: number, answer: unknown): void => void response.writeHead(status).end(JSON.stringify(answer));
    if (request.headers.authorization !== `token ${this.token}`)
      return send(401, { message: 'user does not exist [uid: 0, name: ]', url: '' });
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://gitea');
    if (pathname !== '/api/v1/repos/team/project/pulls')
      return send(404, { errors: null, message: "The target couldn't be found.", url: '' });
    if (request.method === 'POST') return send(...this.create(JSON.parse(body)));
    const [limit, page] = [Number(searchParams.get('limit')), Number(searchParams.get('page'))];
    const open = this.pulls.filter((pull) => pull.open);
    send(
      200,
      open.slice((page - 1) * limit, page * limit).map((pull) => this.shown(pull)),
    );
  }

  private create(asked: Omit<Pull, 'open'>): [number, unknown] {
    const same = ({ head, base, open }: Pull): boolean => open && head === asked.head && base === asked.base;
    const found = this.pulls.findIndex(same);
    if (found >= 0)
      return [409, { message: `pull request already exists for these targets [id: ${found + 1}]`, url: '' }];
    const pull = { ...asked, open: true };
    this.pulls.push(pull);
    return [201, this.shown(pull)];
  }

  private shown(pull: Pull): object {
    const number = this.pulls.indexOf(pull) + 1;
    const html_url = `https://git.example.com/team/project/pulls/${number}`;
    return { number, html_url, head: { ref: pull.head }, base: { ref: pull.base } };
  }
}
