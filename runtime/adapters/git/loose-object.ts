import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';

const deflated = promisify(deflate);

/** Characters of an id in a repository whose objects are named by SHA-256. */
const SHA256_CHARACTERS = 64;

/**
 * Add an object to a bare repository as a file of its own, as gitformat-pack(5) and gitrepository-layout(5) have it. Readers
 * see it whole or not at all.
 * @param idCharacters length of the ids of the repository.
 * @returns its id.
 */
export async function writeObject(
  repository: string,
  type: 'tree' | 'commit',
  content: Buffer,
  idCharacters: number,
): Promise<string> {
  const bytes = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const id = createHash(idCharacters === SHA256_CHARACTERS ? 'sha256' : 'sha1')
    .update(bytes)
    .digest('hex');
  const folder = join(repository, 'objects', id.slice(0, 2));
  const path = join(folder, id.slice(2));
  if (await exists(path)) return id;
  const draft = join(repository, 'objects', `tmp_obj_${randomUUID()}`);
  await writeFile(draft, await deflated(bytes, { level: 1 }), { mode: 0o444, flag: 'wx' });
  await rename(draft, path).catch(async () => {
    await mkdir(folder, { recursive: true });
    await rename(draft, path);
  });
  return id;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
