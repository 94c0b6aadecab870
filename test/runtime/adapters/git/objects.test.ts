import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../../../runtime/adapters/git/git';
import { Objects } from '../../../../runtime/adapters/git/objects';
import { removeTemporaryFolders, temporaryRepository } from './temporary-repository';

afterAll(removeTemporaryFolders);

const SHA1 = 40;
const bareRepository = async (): Promise<string> => join(await temporaryRepository(), '.git');
const commit = (text: string): Buffer => Buffer.from(`tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\n${text}`);

function forget(repository: string, id: string): void {
  rmSync(join(repository, 'objects', id.slice(0, 2), id.slice(2)));
}

test('what was written git reads, and what git wrote is read', async () => {
  const repository = await bareRepository();
  const objects = new Objects(repository, 'machine');
  const id = objects.write('commit', commit('of this project'), SHA1);
  await objects.sync();
  expect(await git(['cat-file', 'commit', id], { cwd: repository })).toContain('of this project');
  const head = await git(['rev-parse', 'HEAD'], { cwd: repository });
  expect((await objects.read(head))?.content.toString()).toContain('committer ');
  expect(await objects.read('0'.repeat(SHA1))).toBeUndefined();
  expect(readdirSync(join(repository, 'objects')).filter((name) => name.startsWith('tmp_'))).toEqual([]);
});

test('what was read or written lately is there without git; 8 MiB of it, the oldest goes first', async () => {
  const repository = await bareRepository();
  const objects = new Objects(repository);
  const written = ['a', 'b', 'c'].map((letter) =>
    objects.write('commit', commit(letter.repeat(3 * 1024 * 1024)), SHA1),
  );
  for (const id of written) forget(repository, id);
  const read = await Promise.all(written.map((id) => objects.read(id)));
  expect(read.map((object) => object?.content.at(-1))).toEqual([undefined, 'b'.charCodeAt(0), 'c'.charCodeAt(0)]);
});

test('an object that was packed meanwhile is safe already', async () => {
  const repository = await bareRepository();
  const objects = new Objects(repository, 'machine');
  forget(repository, objects.write('commit', commit('packed'), SHA1));
  await objects.sync();
});
