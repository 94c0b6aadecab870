import { Agent, type RequestOptions, request } from 'node:https';

/** Where the API server has objects of a kind, and whether they are in namespaces; named as kubectl names them. */
const PATHS: Readonly<Record<string, string>> = {
  configmap: 'api/v1/namespaces/*/configmaps',
  job: 'apis/batch/v1/namespaces/*/jobs',
  namespace: 'api/v1/namespaces',
  node: 'api/v1/nodes',
  persistentvolumeclaim: 'api/v1/namespaces/*/persistentvolumeclaims',
  pod: 'api/v1/namespaces/*/pods',
  secret: 'api/v1/namespaces/*/secrets',
  service: 'api/v1/namespaces/*/services',
  serviceaccount: 'api/v1/namespaces/*/serviceaccounts',
  statefulset: 'apis/apps/v1/namespaces/*/statefulsets',
};

/** The path of all objects of a kind in a namespace; undefined for a kind that only kubectl is asked about here. */
export const pathOf = (kind: string, namespace: string): string | undefined =>
  PATHS[kind.replace(/(?<=[^s])s$/, '')]?.replace('*', namespace);

let connection: Promise<RequestOptions> | undefined;

/**
 * GET from the API server over one kept connection: tests look again and again, and a kubectl process for each look would
 * take more of the processor than the run that is watched. Undefined where nothing is.
 */
export async function read(path: string): Promise<unknown> {
  connection ??= connect();
  const options = await connection;
  return new Promise((resolve, reject) => {
    const call = request({ ...options, path: `/${path}` }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 404) resolve(undefined);
        else if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`GET ${path}: ${response.statusCode} ${text}`));
      });
    });
    call.on('error', reject);
    call.end();
  });
}

async function connect(): Promise<RequestOptions> {
  // An ES module: to be imported when it is used.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromDefault();
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const { ca, cert, key, headers, servername, rejectUnauthorized } = options;
  const server = new URL(config.getCurrentCluster()!.server);
  const agent = new Agent({ keepAlive: true, ca, cert, key, servername, rejectUnauthorized });
  return { agent, headers, hostname: server.hostname, port: server.port, timeout: 30_000 };
}
