import { ITEM_TRAILER } from '../../../contract/refs';
import { fastImport } from './fast-import';
import { OriginServer } from './origin-server';

/** A repository on a server of the cluster, looked at from the server's own disk. */
export class Origin {
  private constructor(
    private readonly server: OriginServer,
    private readonly name: string,
  ) {}

  /** Start a server with one repository, these files in one commit on `main`. */
  public static async create(name: string, files: Readonly<Record<string, string>>): Promise<Origin> {
    const server = await OriginServer.start();
    await server.shell('git init -q --bare -b main "$0"', [`/repositories/${name}.git`]);
    await server.git(name, ['fast-import', '--quiet'], fastImport('main', files));
    return new Origin(server, name);
  }

  /** What a run is told of it. */
  public get repository() {
    return { url: this.server.url(this.name), revision: 'main', caCertificates: this.server.certificate };
  }

  public get token(): string {
    return this.server.token;
  }

  /** Text of every file on a branch. */
  public async files(branch: string): Promise<Record<string, string>> {
    const list = await this.git(['ls-tree', '-r', '-z', branch]);
    const entries = list.split('\0').filter(Boolean);
    const blobs = entries.map((entry) => /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(entry)?.slice(1) ?? ['', '']);
    const wanted = blobs.map(([blob]) => `${blob}\n`).join('');
    let rest = Buffer.from(await this.git(['cat-file', '--batch'], wanted));
    const files: Record<string, string> = {};
    for (const [, path] of blobs) {
      const head = rest.indexOf('\n');
      const end = head + 1 + Number(rest.subarray(0, head).toString().split(' ')[2]);
      files[path as string] = rest.subarray(head + 1, end).toString();
      rest = rest.subarray(end + 1);
    }
    return files;
  }

  public async branches(): Promise<string[]> {
    return (await this.git(['for-each-ref', '--format=%(refname:short)', 'refs/heads'])).trim().split('\n');
  }

  /** Items that the merge commits between main and a branch name. */
  public async mergedItems(branch: string): Promise<string[]> {
    const format = `--format=%(trailers:key=${ITEM_TRAILER},valueonly,separator=%x2c)`;
    return (await this.git(['log', format, `main..${branch}`])).split('\n').filter(Boolean);
  }

  public async remove(): Promise<void> {
    await this.server.stop();
  }

  private git(args: readonly string[], input?: string): Promise<string> {
    return this.server.git(this.name, args, input);
  }
}
