import { Label } from '../../contract/labels';
import { type ClusterApi, ClusterRefusal } from './cluster-access';
import type { ClusterConnection } from './cluster-connection';

/** Milliseconds until a cluster that says nothing counts as gone. */
const PATIENCE = 15_000;

type Reached = Pick<ClusterConnection, 'checked' | 'folder' | 'context'>;

/** Connect to the cluster of a stack, as its provider will. The client library is large: nobody else loads it. */
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

/** What is asked of a Job. */
interface JobState {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Whether a Job is one of Pulumi's, as its hints for the provider tell, and has neither completed nor failed. */
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

/** The library's own message repeats what it sent. */
function refusalOf(error: unknown): ClusterRefusal {
  if (error instanceof ClusterRefusal) return error;
  const { code } = error as { code?: unknown };
  if (typeof code === 'number') return new ClusterRefusal('unknown', `HTTP status ${code}`);
  return new ClusterRefusal('unreachable', typeof code === 'string' ? code : 'no connection');
}
