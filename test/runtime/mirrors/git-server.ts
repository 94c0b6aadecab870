import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serveGit } from '../../../runtime/server/git-backend';
import { RecordingLog } from '../server/recording-log';

/** Serves the bare repositories of a folder on the loopback, by the real `git http-backend`, and counts. */
export class GitServer {
  /** What was asked for, as `POST /origin.git/git-upload-pack`. */
  public readonly requests: string[] = [];
  /** Bytes of all answers. */
  public bytes = 0;
  /** Answered instead of serving. */
  public refuseWith: number | undefined;
  /** Whether anybody sent credentials. */
  public sawCredentials = false;
  /** User name and token that are asked for, joined by a colon. */
  public token: string | undefined;
  /** Packs end after so many bytes, and the connection with them; what comes after waits for ever where it is 'stall'. */
  public cut: { afterBytes: number; ending: 'break' | 'stall' } | undefined;
  /** Whether commits are given that no ref leads to directly, as forges do. */
  public givesAnyCommit = true;
  private port = 0;

  private constructor(
    private readonly folder: string,
    private readonly server: Server,
  ) {}

  public static async start(folder: string): Promise<GitServer> {
    const server = createServer((request, response) => void self.answer(request, response));
    const self = new GitServer(folder, server);
    await self.listen(0);
    return self;
  }

  public async listen(port = this.port): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  public url(name: string): string {
    return `http://127.0.0.1:${this.port}/${name}`;
  }

  /** Forget what was counted. */
  public reset(): void {
    this.requests.length = 0;
    this.bytes = 0;
  }

  /** Packs that were asked for. */
  public get packs(): number {
    return this.requests.filter((line) => line.startsWith('POST')).length;
  }

  public async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? '', 'http://localhost');
    const [, name = '', path = ''] = /^\/([^/]+)(\/.*)$/.exec(pathname) ?? [];
    this.requests.push(`${request.method} ${pathname}`);
    this.sawCredentials ||= request.headers.authorization !== undefined;
    if (this.refuseWith !== undefined) return void response.writeHead(this.refuseWith).end();
    if (this.token !== undefined && request.headers.authorization !== basic(this.token))
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="origin"' }).end();
    this.count(response);
    await serveGit(request, response, {
      ...{ repository: join(this.folder, name), path, query: search.slice(1), user: '', log: new RecordingLog() },
      ...{ idleMs: 60_000, limitMs: 60_000, config: this.config(), env: { GIT_PROTOCOL: '' } },
    });
  }

  /** Version 0 of the protocol: version 2 gives any commit. */
  private config(): Record<string, string> {
    return { 'uploadpack.allowReachableSHA1InWant': String(this.givesAnyCommit), 'uploadpack.allowFilter': 'true' };
  }

  private count(response: ServerResponse): void {
    const write = response.write.bind(response) as (chunk: Buffer) => boolean;
    let sent = 0;
    response.write = ((chunk: Buffer) => {
      sent += chunk.length;
      this.bytes += chunk.length;
      if (this.cut === undefined || sent < this.cut.afterBytes) return write(chunk);
      if (this.cut.ending === 'break') response.destroy();
      return false;
    }) as typeof response.write;
  }
}

const basic = (token: string): string => `Basic ${Buffer.from(token).toString('base64')}`;
