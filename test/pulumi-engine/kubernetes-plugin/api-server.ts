import { Agent, type RequestOptions, request } from 'node:https';
import { connectionOf } from './kubeconfig';
import type { Properties } from './secrets';

/** An object of any kind, as the API server gives and takes it. */
export interface LiveObject extends Properties {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string } & Properties;
}

/** What the API server said no with. */
export class ApiError extends Error {
  constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface Asked {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
}

/** The verbs of one API server that the plugin needs, on objects of any kind. */
export class ApiServer {
  private readonly server: string;
  private readonly options: RequestOptions;

  /** @param kubeconfig as a path, or as its content. */
  constructor(kubeconfig: string, context: string) {
    const { server, credentials } = connectionOf(kubeconfig, context);
    this.server = server;
    this.options = { ...credentials, agent: new Agent({ ...credentials, keepAlive: true }) };
  }

  /** Whether anybody answers. */
  version = (): Promise<Properties> => this.ask({ method: 'GET', path: '/version' });

  get = (object: LiveObject): Promise<LiveObject> => this.object({ method: 'GET', path: pathOf(object) });

  storageClass = (name: string): Promise<Properties> =>
    this.ask({ method: 'GET', path: `/apis/storage.k8s.io/v1/storageclasses/${name}` });

  /** Make an object; one that is there already is an error. */
  create(object: LiveObject, manager: string, dryRun: boolean): Promise<LiveObject> {
    const path = `${collectionOf(object)}?${query({ fieldManager: manager }, dryRun)}`;
    return this.object({ method: 'POST', path, body: object });
  }

  /** Server-side apply. */
  apply(object: LiveObject, manager: string, { force, dryRun }: { force: boolean; dryRun: boolean }) {
    const path = `${pathOf(object)}?${query({ fieldManager: manager, force: String(force) }, dryRun)}`;
    return this.object({ method: 'PATCH', path, body: object, type: 'application/apply-patch+yaml' });
  }

  /** Change single places of an object: an RFC 6902 patch. */
  patch(object: LiveObject, operations: readonly unknown[]): Promise<LiveObject> {
    return this.object({
      method: 'PATCH',
      path: pathOf(object),
      body: operations,
      type: 'application/json-patch+json',
    });
  }

  /** Delete an object after everything that it owns. */
  async delete(object: LiveObject): Promise<void> {
    await this.ask({ method: 'DELETE', path: `${pathOf(object)}?propagationPolicy=Foreground` });
  }

  private object = async (asked: Asked): Promise<LiveObject> => (await this.ask(asked)) as LiveObject;

  private ask({ method, path, body, type = 'application/json' }: Asked): Promise<Properties> {
    return new Promise((resolve, reject) => {
      const headers = { accept: 'application/json', ...(body !== undefined && { 'content-type': type }) };
      const asked = request(new URL(path, this.server), { ...this.options, method, headers, timeout: 30_000 });
      asked.once('timeout', () => asked.destroy(new Error('no answer')));
      asked.once('error', reject);
      asked.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.once('error', reject);
        response.once('end', () => {
          const answer = JSON.parse(text) as Properties;
          if ((response.statusCode ?? 500) < 300) resolve(answer);
          else reject(new ApiError(response.statusCode ?? 500, String(answer.message)));
        });
      });
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

const query = (settings: Record<string, string>, dryRun: boolean): string =>
  new URLSearchParams({ ...settings, ...(dryRun && { dryRun: 'All' }) }).toString();

/** Kinds of this project are made plural as English does. */
function collectionOf({ apiVersion, kind, metadata: { namespace } }: LiveObject): string {
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = kind.toLowerCase().replace(/y$/, 'ie').replace(/$/, 's');
  return `${base}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${plural}`;
}

const pathOf = (object: LiveObject): string => `${collectionOf(object)}/${object.metadata.name}`;
