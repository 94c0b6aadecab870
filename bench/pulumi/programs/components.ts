// A program with the components: each run is rendered and deployed.
import { Tenant } from '../../../stacks/pulumi/tenant';
import { WorkflowRun } from '../../../stacks/pulumi/workflow-run';
import { provider, told } from './provider';

const { cluster, images, runs } = told.requests;
const tenant = new Tenant(cluster.namespace, { cluster, images }, { provider });
for (const [index, run] of runs.entries())
  new WorkflowRun(`run-${index}`, { ...run, cluster, images }, { provider, dependsOn: tenant });
