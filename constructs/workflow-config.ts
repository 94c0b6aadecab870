import { Construct } from 'constructs';
import { formatGivenItems } from '../contract/given-items';
import type { Item } from '../contract/journal';
import { Component } from '../contract/labels';
import { workflowConfigName } from '../contract/names';
import { Path } from '../contract/paths';
import { formatRunConfig, type RunConfig } from '../contract/run-config';
import { manifestOf } from './manifest';
import { ManifestObject } from './manifest-object';
import { Mount } from './mount';
import type { RunIdentity } from './run-identity';

/** Settings of {@link WorkflowConfig}. */
export interface WorkflowConfigProps {
  readonly run: RunIdentity;
  /** The workflow file, byte for byte as its author wrote it. */
  readonly workflowText: string;
  readonly config: RunConfig;
  /** PEM certificates of the authorities that sign origin's certificate. @default - those that the image trusts */
  readonly caCertificates?: string;
  /** Items that replace those of `map.input`. @default - those of `map.input` */
  readonly items?: readonly Item[];
}

const fileNameOf = (path: string): string => path.slice(Path.CONFIG.length + 1);
const CA_FILE = fileNameOf(Path.CA_CERTIFICATES_FILE);
const ITEMS_FILE = fileNameOf(Path.GIVEN_ITEMS_FILE);

/** Kubernetes stores at most 1 MiB in a ConfigMap; the rest is for metadata. */
const MAX_BYTES = 900 * 1024;

/** What the pods of a run read at start. Immutable: a run never changes, and a changed workflow is a new run. */
export class WorkflowConfig extends Construct {
  /** The files under `/config`. */
  public readonly mount: Mount;

  /** @throws Error if workflow, parameters and items are too large for a ConfigMap. */
  constructor(scope: Construct, id: string, props: WorkflowConfigProps) {
    super(scope, id);
    const data = {
      'workflow.yaml': props.workflowText,
      'config.env': formatRunConfig(props.config),
      ...(props.caCertificates !== undefined && { [CA_FILE]: props.caCertificates }),
    };
    mustFit(data, "'workflow.yaml' and 'config.env'", 'keep large texts and parameters in files of the repository');
    const items = props.items && { [ITEMS_FILE]: formatGivenItems(props.items) };
    mustFit({ ...data, ...items }, `the workflow and '${ITEMS_FILE}'`, 'give the run fewer items');
    const name = workflowConfigName(props.run.runId);
    this.mount = Mount.configMap('config', Path.CONFIG, name);
    new ManifestObject(
      this,
      'Resource',
      manifestOf('ConfigMap', {
        metadata: props.run.metadata(name, Component.CONFIG),
        immutable: true,
        data: { ...data, ...items },
      }),
    );
  }
}

function mustFit(data: Readonly<Record<string, string>>, what: string, wayOut: string): void {
  const bytes = Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > MAX_BYTES)
    throw new Error(`${what} must have at most ${MAX_BYTES} bytes together, got ${bytes}: ${wayOut}`);
}
