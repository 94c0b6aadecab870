import { readFileSync } from 'node:fs';
import { clusterProvider } from '../../../stacks/pulumi/cluster-provider';
import { TOLD, type Told } from '../told';

export const told: Told = JSON.parse(readFileSync(process.env[TOLD] ?? '', 'utf8'));

const { context } = told;
const kubeconfig = process.env.KUBECONFIG ?? '';

/** The provider of both programs. */
export const provider = clusterProvider('bench', {
  connection: { kubeconfig, context, secret: false },
  clusterIdentifier: 'bench',
  adoptExisting: false,
});
