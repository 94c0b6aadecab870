import { once } from 'node:events';
import { type AddressInfo, connect, createServer, isIP, type Server, type Socket } from 'node:net';
import { kubectl } from './kubectl';

/** Name by which pods call the API server. */
const POD_NAME = 'kubernetes.default.svc';

/** Another way to the cluster's API server, which can be blocked: to whoever takes it, the cluster is away then. */
export class Detour {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  private constructor(
    private readonly upstream: URL,
    private readonly config: Config,
  ) {}

  /** Open one to where the current context of kubectl leads. */
  public static async open(): Promise<Detour> {
    const config = JSON.parse(
      await kubectl(['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json']),
    ) as Config;
    const detour = new Detour(new URL(config.clusters[0].cluster.server), config);
    await detour.unblock();
    return detour;
  }

  /** A kubeconfig that takes it, as text. */
  public get kubeconfig(): string {
    const [{ name, cluster }] = this.config.clusters;
    const server = `https://127.0.0.1:${this.port}`;
    const { hostname } = this.upstream;
    // Addresses are no names: every API server has this one too, for pods.
    const tls = { 'tls-server-name': cluster['tls-server-name'] ?? (isIP(hostname) ? POD_NAME : hostname) };
    return JSON.stringify({ ...this.config, clusters: [{ name, cluster: { ...cluster, ...tls, server } }] });
  }

  /** Break every connection, and refuse others. */
  public block(): void {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
  }

  /** Take connections, again at the same port. */
  public async unblock(): Promise<void> {
    const { hostname, port } = this.upstream;
    this.server = createServer((near) => {
      const far = connect(Number(port || 443), hostname);
      for (const socket of [near, far]) this.keep(socket);
      near.pipe(far).pipe(near);
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    // One end that breaks takes the other along; the error itself is what was wanted.
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
  }
}

/** What of a kubeconfig with one context is read here. */
interface Config {
  readonly clusters: readonly [
    { readonly name: string; readonly cluster: { readonly server: string; readonly 'tls-server-name'?: string } },
  ];
}
