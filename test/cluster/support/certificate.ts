import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate that is its own authority, and its key, PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** Make one for a host name, good for a week. */
export function certificateOf(host: string): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'prodigy-certificate-'));
  const [crt, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '7'];
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  try {
    execFileSync('openssl', ['req', ...kind, ...names, '-keyout', key, '-out', crt], { stdio: 'pipe' });
    return { certificate: readFileSync(crt, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
