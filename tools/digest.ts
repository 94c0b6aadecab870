import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

/** Digest encodings of the registries: hexadecimal for PyPI and crates.io, base64 for npm. */
const ENCODING = { sha256: 'hex', sha512: 'base64' } as const;

/** Throw unless a downloaded file has the pinned digest. */
export async function checkDigest(file: string, algorithm: keyof typeof ENCODING, pinned: string): Promise<void> {
  const digest = createHash(algorithm)
    .update(await readFile(file))
    .digest(ENCODING[algorithm]);
  if (digest !== pinned)
    throw new Error(`'${basename(file)}' must have the ${algorithm} ${pinned}, got ${digest}: do not use it`);
}
