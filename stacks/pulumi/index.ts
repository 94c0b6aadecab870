import { join } from 'node:path';
import { Provider } from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { readProject } from '../project';
import { targetNamed } from '../targets';
import { deployCluster } from './cluster-deployment';

// The Pulumi program: one stack per target, named as the target. Bundled to dist/pulumi/index.cjs.
const cluster = targetNamed(pulumi.getStack());
const context = new pulumi.Config().require('context');

// Never the ambient provider: a changed current context must not move a stack to another cluster.
const provider = new Provider(cluster.name, { context, clusterIdentifier: cluster.name, enableServerSideApply: true });

/** Ids of the runs by workflow. */
export const runs = deployCluster(cluster, readProject(join(__dirname, '..', '..')), provider);
