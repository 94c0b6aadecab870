import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { STATE } from './paths';

/** Settings of the whole machine that the kubelet changes at startup. */
const SETTINGS = ['kernel/panic', 'kernel/panic_on_oops', 'vm/overcommit_memory', 'vm/panic_on_oom'];
const KEYS = ['kernel/keys/root_maxkeys', 'kernel/keys/root_maxbytes'];
const FILE = join(STATE, 'kernel-settings.json');

/** Save the machine's settings before the kubelet changes them. */
export async function saveKernelSettings(): Promise<void> {
  const entries = await Promise.all(
    [...SETTINGS, ...KEYS].map(async (name) => [name, await readFile(`/proc/sys/${name}`, 'utf8').catch(() => null)]),
  );
  await writeFile(FILE, JSON.stringify(Object.fromEntries(entries)));
}

/** Restore them. Does nothing if none were saved. */
export async function restoreKernelSettings(): Promise<void> {
  const text = await readFile(FILE, 'utf8').catch(() => '{}');
  for (const [name, value] of Object.entries<string | null>(JSON.parse(text)))
    if (value !== null) await writeFile(`/proc/sys/${name}`, value).catch(() => {});
}
