import { type ClusterApi, ClusterRefusal } from './cluster-access';
import type { ClusterConnection } from './cluster-connection';

/** Milliseconds until a cluster that says nothing counts as gone. */
const PATIENCE = 15_000;

/** Connect to the cluster of a stack, as its provider will. The client library is large: nobody else loads it. */
export async function connectTo({ kubeconfig, form, context }: ClusterConnection): Promise<ClusterApi> {
  const { AuthorizationV1Api, KubeConfig, VersionApi } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  if (form === 'file') config.loadFromFile(kubeconfig);
  else config.loadFromString(kubeconfig);
  config.setCurrentContext(context);
  const version = config.makeApiClient(VersionApi);
  const authorization = config.makeApiClient(AuthorizationV1Api);
  return {
    hello: async () => void (await asked(() => version.getCode())),
    may: async (verb, group, resource, namespace) => {
      const resourceAttributes = { verb, group, resource, namespace };
      const review = { spec: { resourceAttributes } };
      const { status } = await asked(() => authorization.createSelfSubjectAccessReview({ body: review }));
      return status?.allowed === true;
    },
  };
}

async function asked<T>(question: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ClusterRefusal('unreachable', 'no answer')), PATIENCE);
  });
  try {
    return await Promise.race([question(), silence]);
  } catch (error) {
    throw refusalOf(error);
  } finally {
    clearTimeout(timer);
  }
}

/** The library's own message repeats what it sent. */
function refusalOf(error: unknown): ClusterRefusal {
  if (error instanceof ClusterRefusal) return error;
  const { code } = error as { code?: unknown };
  if (typeof code === 'number') return new ClusterRefusal('unknown', `HTTP status ${code}`);
  return new ClusterRefusal('unreachable', typeof code === 'string' ? code : 'no connection');
}
