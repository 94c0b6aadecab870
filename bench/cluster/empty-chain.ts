import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { testCluster } from '../../test/cluster/support/test-cluster';
import { applyAll, plainPod, runPlainJob } from './plain-job';

const STORE = 'chain-store';
const QUEUE = 'chain-queue';
const PORT = 8080;

/**
 * Milliseconds from apply to the last link of a chain with the pods, containers, claims and Services of a run that does
 * nothing: a store with an init container, a queue whose init container waits for the store, and an agent that waits
 * for both. Whatever a run takes beyond this is its own time.
 */
export async function measureEmptyChain(namespace: string): Promise<number> {
  const appliedAt = Date.now();
  const job = { namespace, name: 'chain-agent', script: `${untilAnswers(STORE)}; ${untilAnswers(QUEUE)}; date +%s%3N` };
  const links = [...link(namespace, STORE, 'true'), ...link(namespace, QUEUE, untilAnswers(STORE))];
  await applyAll(links);
  const { log } = await runPlainJob(job);
  return Number(log) - appliedAt;
}

/** The server, and below it the client, that take least time to load. */
const ANSWER = `exec node -e "http.createServer((_, answer) => answer.end()).listen(${PORT})"`;

const untilAnswers = (host: string): string => {
  const ask = `http.get('http://${host}:${PORT}', () => process.exit()).on('error', () => setTimeout(ask, 50))`;
  return `node -e "(function ask() { ${ask} })()"`;
};

/** A StatefulSet with one pod, its claim and its Service. */
function link(namespace: string, name: string, first: string): KubernetesObject[] {
  const metadata = { name, namespace };
  const labels = { link: name };
  const claim = {
    accessModes: ['ReadWriteOnce'],
    storageClassName: testCluster(namespace).storage?.storageClass,
    resources: { requests: { storage: '64Mi' } },
  };
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: name } }];
  const template = { metadata: { labels }, spec: { ...plainPod([first, ANSWER]), volumes } };
  const service = { selector: labels, publishNotReadyAddresses: true, ports: [{ port: PORT }] };
  return [
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: claim },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: service },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata,
      spec: { serviceName: name, selector: { matchLabels: labels }, template },
    },
  ];
}
