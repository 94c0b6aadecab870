import type { ClusterFacts } from '../../contract/cluster-facts';
import type { Images } from '../../contract/images';
import { type ClusterCheck, clusterChecks } from '../../review/cluster/cluster-checks';
import { CliError, Status } from '../cli-error';
import { readImages } from '../cluster/request';
import { seeCluster } from '../cluster/see-cluster';
import { knownClusters, kubeconfigOf, targetOf } from '../cluster/target';
import { connect } from '../kube';
import type { ListFormat } from '../list-formats';
import { type Column, listing } from '../listing';
import { table } from '../table';
import type { Terminal } from '../terminal';

export interface ClustersFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly images?: string;
  readonly output?: 'json';
}

/** Show the described clusters, and where each is described. */
export async function listClusters(flags: { readonly output?: ListFormat }, terminal: Terminal): Promise<void> {
  const rows: Described[] = [];
  for (const { name, origin } of await knownClusters(terminal)) {
    const { facts } = await targetOf({ cluster: name }, terminal);
    const { path = '', context = '' } = facts.kubeconfig ?? {};
    rows.push({ name, namespace: facts.namespace, delivery: facts.delivery, kubeconfig: path, context, origin });
  }
  terminal.out(listing(rows, COLUMNS, flags.output));
}

type Described = Readonly<Record<'name' | 'namespace' | 'delivery' | 'kubeconfig' | 'context' | 'origin', string>>;
const column = (head: keyof Described): Column<Described> => ({ head, text: (row) => row[head] });
const COLUMNS: [Column<Described>, ...Column<Described>[]] = [
  column('name'),
  ...(['namespace', 'delivery', 'kubeconfig', 'context', 'origin'] as const).map(column),
];

/** Result of checking one cluster. */
interface Checked {
  readonly cluster: string;
  readonly checks: readonly ClusterCheck[];
}

/** Check whether clusters are fit for runs; exits with 1 if one of them is not. */
export async function checkClusters(names: readonly string[], flags: ClustersFlags, terminal: Terminal): Promise<void> {
  const wanted = names.length > 0 ? names : (await knownClusters(terminal)).map(({ name }) => name);
  const { kubeconfig, context } = flags;
  // The facts first: an unknown name fails before any cluster is contacted.
  const targets = await Promise.all(wanted.map((cluster) => targetOf({ cluster, kubeconfig, context }, terminal)));
  const images = await readImages(flags.images);
  const all = await Promise.all(targets.map(({ facts }) => checked(facts, images, terminal)));
  terminal.out(flags.output === 'json' ? `${JSON.stringify(all, null, 2)}\n` : all.map(checkedText).join('\n'));
  if (all.some(({ checks }) => checks.some(({ state }) => state === 'error'))) terminal.setStatus(Status.RUN_FAILED);
}

async function checked(facts: ClusterFacts, images: Images, terminal: Terminal): Promise<Checked> {
  try {
    const kube = await connect(kubeconfigOf(facts, terminal.home));
    return { cluster: facts.name, checks: clusterChecks(facts, await seeCluster(kube, facts.namespace), images) };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { cluster: facts.name, checks: [{ check: 'API server', state: 'error', text: error.message }] };
  }
}

const checkedText = ({ cluster, checks }: Checked): string =>
  `${cluster}\n${table(
    ['check', 'state', 'found'],
    checks.map(({ check, state, text }) => [check, state, text]),
  )}`;
