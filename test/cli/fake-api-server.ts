import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came in, without what the client library asks to find its way. */
export interface AskedFor {
  readonly method: string;
  readonly path: string;
  readonly type?: string;
  readonly body: unknown;
}

type Answer = readonly [code: number, body: object];

/** Kinds that this API server knows, by the path of their version. */
const KINDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/api/v1': {
    Node: 'nodes',
    ConfigMap: 'configmaps',
    Event: 'events',
    LimitRange: 'limitranges',
    Namespace: 'namespaces',
    PersistentVolumeClaim: 'persistentvolumeclaims',
    Pod: 'pods',
    ResourceQuota: 'resourcequotas',
    Secret: 'secrets',
    Service: 'services',
    ServiceAccount: 'serviceaccounts',
  },
  '/apis/apiextensions.k8s.io/v1': { CustomResourceDefinition: 'customresourcedefinitions' },
  '/apis/storage.k8s.io/v1': { CSIDriver: 'csidrivers', StorageClass: 'storageclasses' },
  '/apis/apps/v1': { DaemonSet: 'daemonsets', StatefulSet: 'statefulsets' },
  '/apis/batch/v1': { Job: 'jobs' },
  '/apis/networking.k8s.io/v1': { NetworkPolicy: 'networkpolicies' },
  '/apis/policy/v1': { PodDisruptionBudget: 'poddisruptionbudgets' },
  '/apis/rbac.authorization.k8s.io/v1': { Role: 'roles', RoleBinding: 'rolebindings' },
};

/** Kinds that no namespace holds. */
const WIDE = ['CSIDriver', 'Namespace', 'Node', 'CustomResourceDefinition', 'StorageClass'];

const discovery = (path: string): object | undefined =>
  KINDS[path] && {
    kind: 'APIResourceList',
    groupVersion: path.split('/').slice(2).join('/'),
    resources: Object.entries(KINDS[path]).map(([kind, name]) => ({ name, kind, namespaced: !WIDE.includes(kind) })),
  };

/** An API server on loopback that answers as it is told, and notes what it was asked. */
export class FakeApiServer {
  public readonly asked: AskedFor[] = [];
  /** What to say to each request. */
  public answer: (request: AskedFor) => Answer = () => [200, { kind: 'Secret', apiVersion: 'v1', metadata: {} }];
  private readonly server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const path = request.url ?? '';
    const type = request.headers['content-type'];
    const asked = { method: request.method ?? '', path, type, body: text === '' ? undefined : JSON.parse(text) };
    const found = discovery(path);
    const [code, body] = found ? [200, found] : this.answer(asked);
    if (!found) this.asked.push(asked);
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });

  public start(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** A kubeconfig that leads here, as text. */
  public get kubeconfig(): string {
    const server = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'fake',
      contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
      // The client library speaks plain HTTP to such a cluster alone.
      clusters: [{ name: 'fake', cluster: { server, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'fake', user: {} }],
    });
  }

  public stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
