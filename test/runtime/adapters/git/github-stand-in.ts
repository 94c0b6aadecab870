import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JWTPayload, jwtVerify } from 'jose';
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import type { Clock } from '../../../../runtime/ports/clock';
import { serveGit } from '../../../../runtime/server/git-backend';
import { isForLfs, serveLfs } from '../../../../runtime/server/lfs';
import { repositoryConfig } from '../../../../runtime/server/run-repository';
import { RecordingLog } from '../../server/recording-log';
import { GitHubPulls } from '../forge/github-pulls';

export const APP = { gitHubAppId: '12345', gitHubInstallationId: '678' };

/** As GitHub's documentation states them, in seconds. */
const LONGEST_JWT = 600;
const TOKEN_LIFE = 3600;

/**
 * Stands in for GitHub: the calls of its API that make tokens and pull requests, after the rules of its documentation,
 * and repositories over HTTP that take nothing but a token that has not ended.
 */
export class GitHubStandIn {
  /** Every token handed out, and when it ends. */
  public readonly tokens = new Map<string, number>();
  /** What the API answers with in place of a token. */
  public refusal:
    | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
    | undefined;
  /** The pull requests of its repositories. */
  public readonly pulls = new GitHubPulls((token) => this.isAlive(token));
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly server: Server;

  private constructor(
    /** The folder that holds the bare repositories. */
    public readonly folder: string,
    public clock: Clock,
  ) {
    this.server = createServer((request, response) => {
      // A client that has what it wants may be gone before its answer is over.
      this.answer(request, response).catch((error: Error) =>
        response.headersSent ? response.destroy() : response.writeHead(500).end(error.message),
      );
    });
  }

  public static async start(folder: string, clock: Clock = systemClock): Promise<GitHubStandIn> {
    const github = new GitHubStandIn(folder, clock);
    github.server.listen(0, '127.0.0.1');
    await once(github.server, 'listening');
    return github;
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The App's private key as GitHub hands it out (PKCS#1), or as other tools do (PKCS#8). */
  public privateKey(type: 'pkcs1' | 'pkcs8' = 'pkcs1'): string {
    return this.keys.privateKey.export({ type, format: 'pem' }).toString();
  }

  public stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = `${request.method} ${request.url}`;
    if (call === `POST /app/installations/${APP.gitHubInstallationId}/access_tokens`)
      return this.mint(request, response);
    if (request.url?.startsWith('/app/')) return void response.writeHead(404).end('{"message":"Not Found"}');
    if (request.url?.startsWith('/repos/')) return this.pulls.answer(request, response);
    if (!this.isTaken(request)) {
      request.resume();
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
    }
    const { pathname, search } = new URL(request.url ?? '', this.url);
    const [, name, rest] = /^\/([^/]+)(\/.*)$/.exec(pathname) as unknown as [string, string, string];
    const repository = `${this.folder}/${name}`;
    const inRepository = `${request.method} ${rest}`;
    if (isForLfs(inRepository)) return serveLfs(repository, inRepository, request, response);
    const limits = { idleMs: 30_000, limitMs: 60_000, log: new RecordingLog() };
    await serveGit(request, response, {
      repository,
      path: rest,
      query: search.slice(1),
      user: 'app',
      config: repositoryConfig(repository),
      ...limits,
    });
  }

  private async mint(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.refusal) {
      const { status, headers, body } = this.refusal;
      return void response.writeHead(status, headers).end(body);
    }
    const jwt = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const now = this.clock.now();
    const { payload } = await jwtVerify(jwt, this.keys.publicKey, {
      algorithms: ['RS256'],
      currentDate: new Date(now),
    }).catch(() => ({ payload: undefined }));
    if (!payload || !isAllowed(payload, now)) {
      return void response.writeHead(401).end('{"message":"A JSON web token could not be decoded"}');
    }
    // Long, and of no form that anybody may rely on.
    const token = `ghs_${this.tokens.size}_${'x'.repeat(500)}`;
    this.tokens.set(token, now + TOKEN_LIFE * 1000);
    const expires_at = new Date(now + TOKEN_LIFE * 1000).toISOString().replace(/\.\d+Z/, 'Z');
    response.writeHead(201).end(JSON.stringify({ token, expires_at }));
  }

  private isTaken(request: IncomingMessage): boolean {
    const [user, password] = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64')
      .toString()
      .split(/:(.*)/s);
    return user === 'x-access-token' && this.isAlive(password ?? '');
  }

  private isAlive(token: string): boolean {
    return (this.tokens.get(token) ?? 0) > this.clock.now();
  }
}

function isAllowed({ iss, iat, exp }: JWTPayload, now: number): boolean {
  if (iss !== APP.gitHubAppId || iat === undefined || exp === undefined) return false;
  return iat * 1000 <= now && exp - Math.floor(now / 1000) <= LONGEST_JWT;
}
