import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

/** Length of an object id in a SHA-256 repository. */
const SHA256_CHARACTERS = 64;

/**
 * Add a loose object to a bare repository; see gitformat-pack(5) and gitrepository-layout(5). Readers see it whole or
 * not at all. Synchronous: it takes a fraction of a millisecond, and the leader has nothing else to merge meanwhile.
 * @param idCharacters length of the repository's object ids.
 * @returns its id, and the path of its file if it is new.
 */
export function writeObject(
  repository: string,
  type: 'tree' | 'commit',
  content: Buffer,
  idCharacters: number,
): { readonly id: string; readonly path?: string } {
  const bytes = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const id = createHash(idCharacters === SHA256_CHARACTERS ? 'sha256' : 'sha1')
    .update(bytes)
    .digest('hex');
  const folder = join(repository, 'objects', id.slice(0, 2));
  const path = join(folder, id.slice(2));
  if (existsSync(path)) return { id };
  const draft = join(repository, 'objects', `tmp_obj_${randomUUID()}`);
  writeFileSync(draft, deflateSync(bytes, { level: 1 }), { mode: 0o444, flag: 'wx' });
  mkdirSync(folder, { recursive: true });
  renameSync(draft, path);
  return { id, path };
}
