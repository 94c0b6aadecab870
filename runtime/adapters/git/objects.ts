import { dirname } from 'node:path';
import { syncPath } from '../files/sync-path';
import { writeObject } from './loose-object';
import { type GitObject, readObject } from './standing';

/** Maximum total size of cached objects, in bytes. */
const KEPT_BYTES = 8 * 1024 * 1024;

/**
 * The objects of a bare repository, with a cache of those that were recently read or written: an id always names the
 * same content, and each merge builds on the one before it.
 */
export class Objects {
  private readonly kept = new Map<string, GitObject>();
  private bytes = 0;
  private unsafe: string[] = [];

  /**
   * @param repository its path.
   * @param outlives what an object survives once {@link sync} has resolved: `process` or `machine`. Default: `process`.
   */
  public constructor(
    public readonly repository: string,
    private readonly outlives: 'process' | 'machine' = 'process',
  ) {}

  /** Read an object by its id; undefined if there is none. */
  public async read(id: string): Promise<GitObject | undefined> {
    const object = this.kept.get(id) ?? (await this.readAnew(id));
    if (object) this.keep(object);
    return object;
  }

  /**
   * Add an object.
   * @param idCharacters length of the repository's object ids.
   * @returns its id.
   */
  public write(type: 'tree' | 'commit', content: Buffer, idCharacters: number): string {
    const { id, path } = writeObject(this.repository, type, content, idCharacters);
    if (path !== undefined && this.outlives === 'machine') this.unsafe.push(path);
    this.keep({ id, type, content });
    return id;
  }

  /** Resolves once everything written is durable: only then may a ref point to it. */
  public async sync(): Promise<void> {
    const paths = this.unsafe;
    this.unsafe = [];
    for (const path of paths) await syncPath(path).catch(ifGone);
    const folders = paths.map((path) => dirname(path));
    for (const folder of new Set([...folders, ...folders.map((path) => dirname(path))])) await syncPath(folder);
  }

  /** Copied, because git's answer is a slice of a larger buffer, which would stay in memory. */
  private async readAnew(id: string): Promise<GitObject | undefined> {
    const object = await readObject(this.repository, id);
    return object && { ...object, content: Buffer.from(object.content) };
  }

  /** Evicts the least recently used first. */
  private keep(object: GitObject): void {
    const { id, content } = object;
    if (this.kept.delete(id)) this.bytes -= content.length;
    this.kept.set(id, object);
    this.bytes += content.length;
    for (const [oldest, { content: gone }] of this.kept) {
      if (this.bytes <= KEPT_BYTES) break;
      this.kept.delete(oldest);
      this.bytes -= gone.length;
    }
  }
}

/** An object that is gone has been packed meanwhile, so it is safe already. */
function ifGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
