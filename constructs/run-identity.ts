import { APP, type Component, Label, MANAGED_BY } from '../contract/labels';
import { MAX_RUN_ID_LENGTH, RUN_ID_PATTERN } from '../contract/names';

/** The run that an object belongs to. */
export interface RunIdentityProps {
  /** Lower-case words joined by dashes, at most 34 characters; part of every object's name. */
  readonly runId: string;
  /** Namespace of every object of the run. */
  readonly namespace: string;
  /** Slug of the workflow's name, at most 63 characters; the value of the label `workflow`. */
  readonly workflow: string;
}

/** Name, namespace and labels of an object. */
export interface RunObjectMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
}

/**
 * The identity shared by all objects of a run. Every construct of a run takes it, so that names, namespace and labels
 * are decided in one place and never depend on a construct's position in the tree.
 */
export class RunIdentity {
  public readonly runId: string;
  public readonly namespace: string;
  public readonly workflow: string;

  /** @throws Error if the run id cannot be part of an object name. */
  constructor(props: RunIdentityProps) {
    this.runId = validRunId(props.runId);
    this.namespace = props.namespace;
    this.workflow = props.workflow;
  }

  /** Labels of an object, including pod templates: cdk8s applies a chart's labels to top-level objects only. */
  public labels(component: Component): { readonly [key: string]: string } {
    return {
      [Label.APP]: APP,
      [Label.WORKFLOW]: this.workflow,
      [Label.NAME]: APP,
      [Label.INSTANCE]: this.runId,
      [Label.COMPONENT]: component,
      [Label.PART_OF]: APP,
      [Label.MANAGED_BY]: MANAGED_BY,
      [Label.RUN_ID]: this.runId,
    };
  }

  /** Labels that select this run's pods of one component. */
  public selector(component: Component): { readonly [key: string]: string } {
    return { [Label.RUN_ID]: this.runId, [Label.COMPONENT]: component };
  }

  /** Explicit metadata: cdk8s would otherwise put a hash of the construct's path into the name. */
  public metadata(name: string, component: Component): RunObjectMetadata {
    return { name, namespace: this.namespace, labels: this.labels(component) };
  }
}

/**
 * Validate a run id that the user chose.
 *
 * @throws Error if it cannot be part of object or branch names.
 */
function validRunId(runId: string): string {
  if (runId.length > MAX_RUN_ID_LENGTH)
    throw new Error(
      `'runId' must have at most ${MAX_RUN_ID_LENGTH} characters, got ${runId.length}: ` +
        'Kubernetes limits names made from it to 63, so choose a shorter one',
    );
  if (!RUN_ID_PATTERN.test(runId))
    throw new Error(
      `'runId' must be lower-case letters, digits and dashes, begin with a letter and not end with a dash, ` +
        `got ${JSON.stringify(runId)}: choose one such as fix-tests-2`,
    );
  return runId;
}
