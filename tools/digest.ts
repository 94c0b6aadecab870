import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

/** How the registries write a digest: PyPI and crates.io in hexadecimal, npm in base64. */
const ENCODING = { sha256: 'hex', sha512: 'base64' } as const;

/** Throw unless a downloaded file is the one that was pinned. */
export async function checkDigest(file: string, algorithm: keyof typeof ENCODING, pinned: string): Promise<void> {
  const digest = createHash(algorithm)
    .update(await readFile(file))
    .digest(ENCODING[algorithm]);
  if (digest !== pinned)
    throw new Error(`'${basename(file)}' must have the ${algorithm} ${pinned}, got ${digest}: do not use it`);
}
