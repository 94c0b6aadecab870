import { Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import { GitRepository } from '../../constructs/git-repository';
import { RunAccess } from '../../constructs/run-access';
import { RunIdentity } from '../../constructs/run-identity';
import { WorkflowConfig } from '../../constructs/workflow-config';
import type { RunConfig } from '../../contract/run-config';
import { DEFAULT_TIMING } from '../../contract/run-config';

/** Any rendered object, loosely typed: tests assert fields that the types of Kubernetes 1.28 do not all know. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Rendered = any;

/** Objects that a piece of a chart renders. */
export function synthesized(build: (scope: Construct) => void): Rendered[] {
  const chart = new Chart(Testing.app(), 'test', { disableResourceNameHashes: true });
  build(chart);
  return Testing.synth(chart);
}

/** The one object of a kind. */
export function only(objects: readonly Rendered[], kind: string, name?: string): Rendered {
  const found = objects.filter(
    (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
  );
  if (found.length !== 1) throw new Error(`expected one ${kind} ${name ?? ''}, found ${found.length}`);
  return found[0];
}

export const run = new RunIdentity({ runId: 'fix-tests-1', namespace: 'team-a', workflow: 'fix-tests' });

export const repository = new GitRepository({ url: 'https://git.example.com/team/project.git', revision: 'main' });

export const runConfig: RunConfig = {
  runId: run.runId,
  namespace: run.namespace,
  repositoryUrl: repository.url,
  revision: 'main',
  targetBranch: 'main',
  publish: 'branch',
  cleanupPolicy: 'retain',
  agents: 2,
  gitAuth: 'anonymous',
  gitUsername: '',
  timing: DEFAULT_TIMING,
};

/** What every pod of a run is made of. */
export const pods = (scope: Construct) => ({
  run,
  access: new RunAccess(scope, 'Access', { run, queue: true }),
  config: new WorkflowConfig(scope, 'Config', { run, workflowText: 'name: fix-tests\n', config: runConfig }),
  image: 'registry.example.com/agent:1',
});
