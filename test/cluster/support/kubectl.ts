import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { kindOf, objectApi } from './api';

/** Run kubectl; resolves with stdout, rejects with what it said. */
export function kubectl(args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('kubectl', [...args], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      error ? reject(new Error(`kubectl ${args.join(' ')}: ${stderr || error.message}`)) : resolve(stdout),
    );
    child.stdin?.end(input ?? '');
  });
}

/** An object as the API server gives it; tests know its shape. */
// biome-ignore lint/suspicious/noExplicitAny: assertions say what they expect of it
export type Live = any;

export async function get(kind: string, name: string, namespace: string): Promise<Live | undefined> {
  const known = kindOf(kind);
  if (known === undefined) {
    const text = await kubectl(['get', kind, name, '-n', namespace, '-o', 'json', '--ignore-not-found']);
    return text.trim() === '' ? undefined : JSON.parse(text);
  }
  const [apiVersion, objectKind] = known;
  const api = await objectApi();
  return api.read({ apiVersion, kind: objectKind, metadata: { name, namespace } }).catch((error: { code?: number }) => {
    if (error.code !== 404) throw error;
    return undefined;
  });
}

export async function list(kind: string, namespace: string, selector: string): Promise<Live[]> {
  const known = kindOf(kind);
  if (known === undefined)
    return JSON.parse(await kubectl(['get', kind, '-n', namespace, '-l', selector, '-o', 'json'])).items;
  const api = await objectApi();
  const { items } = await api.list(known[0], known[1], namespace, undefined, undefined, undefined, undefined, selector);
  return items;
}

/** Wait until `probe` gives something; rejects with what was last seen when the time is up. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  seconds = 120,
): Promise<T> {
  const until = Date.now() + seconds * 1000;
  let last: unknown = 'nothing';
  while (Date.now() < until) {
    try {
      const seen = await probe();
      if (seen !== undefined && seen !== false) return seen as T;
    } catch (error) {
      last = error;
    }
    await sleep(250);
  }
  throw new Error(`${what} did not happen within ${seconds} s: ${last}`);
}
