import { dirname } from 'node:path';
import { syncPath } from '../files/sync-path';
import { writeObject } from './loose-object';
import { type GitObject, readObject } from './standing';

/** Bytes of objects that are kept. */
const KEPT_BYTES = 8 * 1024 * 1024;

/**
 * The objects of a bare repository. Those that were read or written lately are kept, since what an id names never
 * changes: each merge builds on the one before it.
 */
export class Objects {
  private readonly kept = new Map<string, GitObject>();
  private bytes = 0;
  private unsafe: string[] = [];

  /**
   * @param repository path of it.
   * @param outlives what of this computer an object survives the end of, once {@link sync} resolved. Default: `process`.
   */
  public constructor(
    public readonly repository: string,
    private readonly outlives: 'process' | 'machine' = 'process',
  ) {}

  /** The object of an id; undefined where there is none. */
  public async read(id: string): Promise<GitObject | undefined> {
    const object = this.kept.get(id) ?? (await this.readAnew(id));
    if (object) this.keep(object);
    return object;
  }

  /**
   * Add an object.
   * @param idCharacters length of the ids of the repository.
   * @returns its id.
   */
  public write(type: 'tree' | 'commit', content: Buffer, idCharacters: number): string {
    const { id, path } = writeObject(this.repository, type, content, idCharacters);
    if (path !== undefined && this.outlives === 'machine') this.unsafe.push(path);
    this.keep({ id, type, content });
    return id;
  }

  /** Resolves once all that was written is as safe as it gets: only then may a ref name it. */
  public async sync(): Promise<void> {
    const paths = this.unsafe;
    this.unsafe = [];
    for (const path of paths) await syncPath(path).catch(ifGone);
    const folders = paths.map((path) => dirname(path));
    for (const folder of new Set([...folders, ...folders.map((path) => dirname(path))])) await syncPath(folder);
  }

  /** What git says is a part of something larger, which would be kept with it. */
  private async readAnew(id: string): Promise<GitObject | undefined> {
    const object = await readObject(this.repository, id);
    return object && { ...object, content: Buffer.from(object.content) };
  }

  /** The one that was asked for the longest ago goes first. */
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

/** What was packed meanwhile is safe already. */
function ifGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
