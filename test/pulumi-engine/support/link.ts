import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { parse, stringify } from 'yaml';

/** The way to the cluster of KUBECONFIG, which can be cut and mended. */
export class Link {
  private readonly sockets = new Set<Socket>();
  private server?: Server;
  private port = 0;

  private constructor(private readonly target: URL) {}

  static async open(): Promise<Link> {
    const { clusters } = parse(readFileSync(process.env.KUBECONFIG ?? '', 'utf8'));
    const link = new Link(new URL(clusters[0].cluster.server));
    await link.mend();
    return link;
  }

  /** The content of a kubeconfig whose cluster is at the near end. */
  kubeconfig(): string {
    const config = parse(readFileSync(process.env.KUBECONFIG ?? '', 'utf8'));
    config.clusters[0].cluster.server = `https://127.0.0.1:${this.port}`;
    return stringify(config);
  }

  /** From now on nobody answers. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  async mend(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(Number(this.target.port), this.target.hostname);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(socket);
        socket.once('error', () => other.destroy());
        socket.once('close', () => this.sockets.delete(socket));
        socket.pipe(other);
      }
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
  }
}
