import { Label } from '../../contract/labels';
import { type ClusterApi, ClusterRefusal } from './cluster-access';
import type { ClusterConnection } from './cluster-connection';

/** Milliseconds without an answer after which a cluster counts as unreachable. */
const PATIENCE = 15_000;

type Reached = Pick<ClusterConnection, 'checked' | 'folder' | 'context'>;

/** Connect to a stack's cluster as its provider will. The client library is large, so it is loaded only here. */
export async function connectTo({ checked, folder, context }: Reached): Promise<ClusterApi> {
  const { AuthorizationV1Api, BatchV1Api, KubeConfig, RbacAuthorizationV1Api, VersionApi } = await import(
    '@kubernetes/client-node'
  );
  const config = new KubeConfig();
  config.loadFromString(checked);
  if (folder !== undefined) config.makePathsAbsolute(folder);
  config.setCurrentContext(context);
  const version = config.makeApiClient(VersionApi);
  const authorization = config.makeApiClient(AuthorizationV1Api);
  const batch = config.makeApiClient(BatchV1Api);
  const rbac = config.makeApiClient(RbacAuthorizationV1Api);
  return {
    hello: async () => void (await asked(() => version.getCode())),
    may: async (verb, group, resource, namespace, name) => {
      const resourceAttributes = { verb, group, resource, namespace, name };
      const review = { spec: { resourceAttributes } };
      const { status } = await asked(() => authorization.createSelfSubjectAccessReview({ body: review }));
      return status?.allowed === true;
    },
    rules: async (namespace) => {
      const review = { spec: { namespace } };
      const { status } = await asked(() => authorization.createSelfSubjectRulesReview({ body: review }));
      return status?.resourceRules ?? [];
    },
    workingRuns: async (namespace) => {
      const { items } = await asked(() => batch.listNamespacedJob({ namespace, labelSelector: Label.RUN_ID }));
      return items.filter(works).flatMap(({ metadata }) => metadata?.labels?.[Label.RUN_ID] ?? []);
    },
    roleAnnotations: async (name, namespace) => {
      const role = await asked(() => rbac.readNamespacedRole({ name, namespace }).catch(ifMissing));
      return role && (role.metadata?.annotations ?? {});
    },
  };
}

/** The fields of a Job that are read here. */
interface JobState {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Whether a Job was deployed by Pulumi (its provider annotations show it) and has neither completed nor failed. */
const works = ({ metadata, status }: JobState): boolean =>
  Object.keys(metadata?.annotations ?? {}).some((name) => name.startsWith('pulumi.com/')) &&
  !status?.conditions?.some((one) => ['Complete', 'Failed'].includes(one.type) && one.status === 'True');

function ifMissing(error: { readonly code?: unknown }): undefined {
  if (error.code !== 404) throw error;
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

/** The library's own message would repeat the request. */
function refusalOf(error: unknown): ClusterRefusal {
  if (error instanceof ClusterRefusal) return error;
  const { code } = error as { code?: unknown };
  if (typeof code === 'number') return new ClusterRefusal('unknown', `HTTP status ${code}`);
  return new ClusterRefusal('unreachable', typeof code === 'string' ? code : 'no connection');
}
