import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../../cli/cli-error';
import type { Terminal } from '../../cli/terminal';
import { FakeApiServer } from './fake-api-server';
import { nothingSaid, recordingTerminal } from './recording-terminal';

type Stored = { metadata: { name: string; labels?: Record<string, string> }; [field: string]: unknown };

const COLLECTION = /^(\/api\/v1|\/apis\/[a-z.]+\/v1)\/namespaces\/prodigy-dev\/([a-z]+)(?:\/([^/?]+))?(?:\?(.*))?$/;

/** An API server on loopback with the objects of one namespace: to be read, listed by label, patched and deleted. */
export class FakeCluster {
  /** By collection and name, such as `jobs/prodigy-a`. */
  public readonly objects = new Map<string, Stored>();
  /** What was changed, such as `DELETE jobs/prodigy-a`. */
  public readonly changes: string[] = [];
  /** What commands said. */
  public said = nothingSaid();
  /** What a person answers; nobody is there by default. */
  public answer: boolean | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'prodigy-fake-cluster-'));
  private readonly api = new FakeApiServer();

  public async start(): Promise<void> {
    await this.api.start();
    writeFileSync(join(this.folder, 'kubeconfig'), this.api.kubeconfig);
    this.api.answer = ({ method, path, body }) => this.reply(method, path, body as object);
  }

  public async stop(): Promise<void> {
    rmSync(this.folder, { recursive: true });
    await this.api.stop();
  }

  /** Forget everything, between two tests. */
  public clear(): void {
    this.objects.clear();
    this.changes.length = 0;
    this.said = nothingSaid();
    this.answer = undefined;
  }

  public put(collection: string, name: string, rest: object = {}, labels: Record<string, string> = {}): void {
    this.objects.set(`${collection}/${name}`, {
      ...rest,
      metadata: { ...(rest as Partial<Stored>).metadata, name, labels },
    });
  }

  /** Flags that lead here. */
  public readonly target = { cluster: 'development', kubeconfig: join(this.folder, 'kubeconfig') };

  public get terminal(): Terminal {
    const { answer } = this;
    const terminal = recordingTerminal(() => this.said, this.folder);
    return { ...terminal, ...(answer !== undefined && { ask: async () => answer }) };
  }

  private reply(method: string, path: string, body: object): readonly [number, object] {
    const [, , collection = '', name, query = ''] = COLLECTION.exec(decodeURIComponent(path)) ?? [];
    if (name === undefined) return [200, { kind: 'List', items: this.selected(collection, query) }];
    const key = `${collection}/${name}`;
    const found = this.objects.get(key);
    if (!found) return [404, { kind: 'Status', code: 404, message: `${key} not found` }];
    if (method === 'GET') return [200, found];
    this.changes.push(`${method} ${key}`);
    if (method === 'DELETE') this.objects.delete(key);
    else this.objects.set(key, merged(found, body) as Stored);
    return [200, this.objects.get(key) ?? { kind: 'Status' }];
  }

  private selected(collection: string, query: string): Stored[] {
    const selector = new URLSearchParams(query).get('labelSelector') ?? '';
    const wanted = selector.split(',').map((one) => one.split('='));
    const all = [...this.objects].filter(([key]) => key.startsWith(`${collection}/`)).map(([, object]) => object);
    return all.filter(({ metadata }) => wanted.every(([label = '', value]) => metadata.labels?.[label] === value));
  }
}

/** A JSON merge patch, without its deletions. */
function merged(target: object, patch: object): object {
  const result: Record<string, unknown> = { ...target };
  for (const [key, value] of Object.entries(patch))
    result[key] = value !== null && typeof value === 'object' ? merged((result[key] ?? {}) as object, value) : value;
  return result;
}

/** What a command says that does not do what it was asked. */
export async function refusalOf(call: Promise<unknown>): Promise<{ status: number; message: string }> {
  const error = (await call.catch((thrown) => thrown)) as CliError;
  expect(error).toBeInstanceOf(CliError);
  return { status: error.status, message: error.message };
}
