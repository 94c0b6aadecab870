import * as pulumi from '@pulumi/pulumi';
import { jobName, reportName, workspaceName } from '../../contract/names';
import type { SecretSources } from '../../contract/secret-source';
import type { KubernetesObject } from '../kubernetes-object';
import { type RenderedRun, type RenderRequest, renderRun } from '../render';
import { deployObjects } from './bridge';
import { type Late, whenKnown } from './late';
import type { StackPolicies } from './policies';
import { isKnown, refuseUntakenValues, type SecretValues, submittedKeys } from './submitted-keys';

/** Settings common to all runs. */
export interface RunSubmission {
  /**
   * Values of the keys submitted with the run, by key. They are stored only in the Secret `prodigy-secrets-{id}`.
   *
   * @default - none: every key comes from the cluster or from a secret store
   */
  readonly secretValues?: SecretValues;
  /** How objects are retained, protected, imported and awaited. @default DEFAULT_POLICIES */
  readonly policies?: StackPolicies;
}

/** A run to render: the arguments of `renderRun`, each of which may be an input. */
export type RunArgs = { readonly [Key in keyof RenderRequest]: Late<RenderRequest[Key]> } & RunSubmission;

/** A run rendered earlier, such as one in `manifests/`; it is deployed exactly as it was reviewed. */
export interface RenderedRunArgs extends RunSubmission {
  readonly rendered: RenderedRun;
}

/** Settings of {@link WorkflowRun}. */
export type WorkflowRunArgs = RunArgs | RenderedRunArgs;

/**
 * One run of a workflow. Its id is derived from everything it consists of and is part of every resource's name.
 * Different arguments therefore make another run beside the old one, which is never changed while it works; whether it
 * stays is decided by {@link StackPolicies.replacedRuns}.
 */
export class WorkflowRun extends pulumi.ComponentResource {
  /** Id of the run, as `prodigy-k8s status` takes it. */
  public readonly runId: pulumi.Output<string>;
  /** Namespace of its objects. */
  public readonly namespace: pulumi.Output<string>;
  /** Name of the Job of its agents, once it has been created. */
  public readonly job: pulumi.Output<string>;
  /** Name of its workspace server and of the claim that holds its repository, once they have been created. */
  public readonly workspace: pulumi.Output<string>;
  /** Name of the ConfigMap that the run writes its report to when it ends. */
  public readonly report: pulumi.Output<string>;

  /** @throws Error listing every problem in the workflow, or naming an invalid argument or an unused value. */
  constructor(name: string, args: WorkflowRunArgs, options?: pulumi.ComponentResourceOptions) {
    super('prodigy:index:WorkflowRun', name, {}, options);
    const { secretValues = {}, policies, ...described } = args;
    const run = whenKnown<Described, Deployed>(described as Late<Described>, name, (known) =>
      this.deploy(rendered(known, secretValues), secretValues, policies),
    );
    this.runId = run.runId;
    this.namespace = run.namespace;
    this.job = run.apply(({ runId, made }) => made('Job', jobName(runId)));
    this.workspace = run.apply(({ runId, made }) => made('StatefulSet', workspaceName(runId)));
    this.report = run.runId.apply(reportName);
    this.note();
  }

  /** Plain names that wait for no object: the engine writes its whole state for them, which is small this early. */
  private note(): void {
    const { runId, namespace, report } = this;
    this.registerOutputs({
      runId,
      namespace,
      job: runId.apply(jobName),
      workspace: runId.apply(workspaceName),
      report,
    });
  }

  private deploy(run: RenderedRun, values: SecretValues, policies?: StackPolicies): Deployed {
    const { runId, objects, secret } = run;
    refuseUntakenValues(values, secret);
    const keys = secret ? [submittedKeys(secret, values, { parent: this, policies })] : [];
    const resources = deployObjects(objects, { parent: this, policies, dependsOn: keys });
    return {
      runId,
      namespace: namespaceOf(objects),
      made: (kind, name) => {
        const object = objects.find((one) => one.kind === kind && one.metadata.name === name);
        return resources.get(object as KubernetesObject)?.urn.apply(() => name) ?? pulumi.output(name);
      },
    };
  }
}

type Described = RenderRequest | { readonly rendered: RenderedRun };

interface Deployed {
  readonly runId: string;
  readonly namespace: string;
  /** The name of an object, resolved once its resource exists: whoever reads it finds the object there. */
  readonly made: (kind: string, name: string) => pulumi.Output<string>;
}

function rendered(described: Described, values: SecretValues): RenderedRun {
  if ('rendered' in described) return described.rendered;
  return renderRun({ ...described, credentials: { ...givenSources(values), ...described.credentials } });
}

/** Keys whose values are passed in need no source: they are submitted with the run. */
const givenSources = (values: SecretValues): SecretSources =>
  isKnown(values)
    ? Object.fromEntries(Object.keys(values).map((key) => [key, { source: 'env', variable: variableOf(key) }]))
    : {};

/** The variable that the command line would read; here it is only a placeholder. */
const variableOf = (key: string): string => key.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');

const namespaceOf = (objects: readonly KubernetesObject[]): string => objects[0]?.metadata.namespace ?? 'default';
