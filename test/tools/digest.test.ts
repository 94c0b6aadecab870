import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDigest } from '../../tools/digest';

const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const SHA512_OF_ABC = '3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==';
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prodigy-digest-'));
  file = join(folder, 'package.tgz');
  await writeFile(file, 'abc');
});

afterEach(() => rm(folder, { recursive: true }));

test('the pinned file passes, by the digest as its registry writes it', async () => {
  await expect(checkDigest(file, 'sha256', SHA256_OF_ABC)).resolves.toBeUndefined();
  await expect(checkDigest(file, 'sha512', SHA512_OF_ABC)).resolves.toBeUndefined();
});

test('any other file is refused', async () => {
  await writeFile(file, 'abd');
  await expect(checkDigest(file, 'sha256', SHA256_OF_ABC)).rejects.toThrow(
    `'package.tgz' must have the sha256 ${SHA256_OF_ABC}, got a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9: do not use it`,
  );
});
