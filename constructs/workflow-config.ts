import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Component } from '../contract/labels';
import { workflowConfigName } from '../contract/names';
import { Path } from '../contract/paths';
import { formatRunConfig, type RunConfig } from '../contract/run-config';
import { Mount } from './mount';
import type { RunIdentity } from './run-identity';

/** Settings of {@link WorkflowConfig}. */
export interface WorkflowConfigProps {
  readonly run: RunIdentity;
  /** The workflow file, byte for byte as its author wrote it. */
  readonly workflowText: string;
  readonly config: RunConfig;
}

/** Kubernetes stores at most 1 MiB in a ConfigMap; the rest is for metadata and config.env. */
const MAX_WORKFLOW_BYTES = 900 * 1024;

/** What the pods of a run read at their start. Immutable: a run never changes, a changed workflow is another run. */
export class WorkflowConfig extends Construct {
  /** The files under `/config`. */
  public readonly mount: Mount;

  /** @throws Error where the workflow is too large for a ConfigMap. */
  constructor(scope: Construct, id: string, props: WorkflowConfigProps) {
    super(scope, id);
    const bytes = Buffer.byteLength(props.workflowText);
    if (bytes > MAX_WORKFLOW_BYTES)
      throw new Error(
        `'workflow.yaml' must have at most ${MAX_WORKFLOW_BYTES} bytes, got ${bytes}: ` +
          'keep large texts in files of the repository',
      );
    const name = workflowConfigName(props.run.runId);
    this.mount = Mount.configMap('config', Path.CONFIG, name);
    new k8s.KubeConfigMap(this, 'Resource', {
      metadata: props.run.metadata(name, Component.CONFIG),
      immutable: true,
      data: { 'workflow.yaml': props.workflowText, 'config.env': formatRunConfig(props.config) },
    });
  }
}
