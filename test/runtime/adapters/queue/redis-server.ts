import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Files of a certificate, its key, and its authority's certificate. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/** A real redis-server on a free loopback port, with an append-only file in a temporary folder. */
export class RedisServer {
  private child: ChildProcess | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'redis-'));

  private constructor(
    public readonly port: number,
    private readonly password: string | undefined,
    private readonly tls: ServerCertificate | undefined,
  ) {}

  /** @param options.tls it speaks TLS alone, and asks nobody for a certificate. */
  public static async start(options: { password?: string; tls?: ServerCertificate } = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options.password, options.tls);
    await server.start();
    return server;
  }

  public get address() {
    return { host: '127.0.0.1', port: this.port, password: this.password };
  }

  public async start(): Promise<void> {
    const secret = this.password === undefined ? [] : ['--requirepass', this.password];
    const fixed = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    const place = ['--dir', this.folder, '--maxmemory-policy', 'noeviction'];
    this.child = spawn('redis-server', [...fixed, ...place, ...this.listening, ...secret], { stdio: 'ignore' });
    const tls = this.tls && { ca: readFileSync(this.tls.authority), servername: 'localhost' };
    const probe = new Redis({ ...this.address, tls, maxRetriesPerRequest: null, retryStrategy: () => 20 });
    probe.on('error', () => undefined);
    await probe.ping();
    probe.disconnect();
  }

  private get listening(): string[] {
    const { port, tls } = this;
    if (tls === undefined) return ['--port', String(port)];
    const files = ['--tls-cert-file', tls.certificate, '--tls-key-file', tls.key, '--tls-ca-cert-file', tls.authority];
    return ['--port', '0', '--tls-port', String(port), ...files, '--tls-auth-clients', 'no'];
  }

  public async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  public async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A port of loopback that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
