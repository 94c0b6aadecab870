import { Annotation } from '../contract/labels';
import { type ReviewedObject, specOf, type Texts } from './reviewed-object';

/** The fields of a container that the checks read. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  /** `Always` makes an init container a sidecar, which keeps running. */
  readonly restartPolicy?: string;
  readonly resources?: { readonly requests?: Amounts; readonly limits?: Amounts };
  readonly securityContext?: SecurityContext;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

/** Quantities by resource; YAML parses `2` as a number. */
export interface Amounts {
  readonly [resource: string]: string | number;
}

/** The security settings of a pod or container that the checks read. */
export interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  readonly seccompProfile?: { readonly type?: string };
}

/** The fields of a volume that the checks read; its other keys name its type. */
export interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly secret?: { readonly secretName?: string; readonly items?: readonly KeyPath[] };
  readonly projected?: {
    readonly sources?: readonly { readonly secret?: { readonly name?: string; readonly items?: readonly KeyPath[] } }[];
  };
  readonly csi?: { readonly driver: string; readonly volumeAttributes?: Texts };
}

/** A key of a Secret and the path of its file. */
export interface KeyPath {
  readonly key: string;
  readonly path: string;
}

/** A label that a node must have, or must not have. */
export interface NodeExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** The fields of a pod that the checks read. */
export interface PodSpec {
  readonly initContainers?: readonly Container[];
  readonly containers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly overhead?: Amounts;
  readonly nodeSelector?: Texts;
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: {
        readonly nodeSelectorTerms?: readonly { readonly matchExpressions?: readonly NodeExpression[] }[];
      };
    };
  };
  readonly tolerations?: readonly { readonly key?: string; readonly operator?: string; readonly value?: string }[];
  readonly securityContext?: SecurityContext;
  readonly [field: string]: unknown;
}

/** Identical pods of one object. */
export interface Pods {
  readonly owner: ReviewedObject;
  readonly spec: PodSpec;
  readonly labels: Texts;
  /** Number of pods at once. */
  readonly count: number;
}

/** Maximum number of pods that a Job may grow to; undefined if it names none, or no valid number. */
function mostAgents({ metadata }: ReviewedObject): number | undefined {
  const most = Number(metadata.annotations?.[Annotation.MAX_AGENTS]);
  return Number.isSafeInteger(most) && most >= 1 ? most : undefined;
}

/** The fields that determine the number of pods and their template. */
interface PodSource {
  readonly template?: { readonly metadata?: { readonly labels?: Texts }; readonly spec?: PodSpec };
  readonly parallelism?: number;
  readonly replicas?: number;
}

/** The pods of all objects that have any. */
export const podsOf = (objects: readonly ReviewedObject[]): Pods[] =>
  objects.flatMap((owner) => {
    const { template, parallelism, replicas } = podSource(owner);
    if (!template?.spec) return [];
    const count = mostAgents(owner) ?? parallelism ?? replicas ?? 1;
    return { owner, spec: template.spec, labels: template.metadata?.labels ?? {}, count };
  });

function podSource(owner: ReviewedObject): PodSource {
  const spec: PodSource & { readonly jobTemplate?: { readonly spec?: PodSource } } = specOf(owner);
  if (owner.kind === 'Pod') return { template: { metadata: owner.metadata, spec: specOf(owner) } };
  return (owner.kind === 'CronJob' ? spec.jobTemplate?.spec : spec) ?? {};
}

/** Every container of a pod, including init containers. */
export const containersOf = ({ initContainers = [], containers = [] }: PodSpec): readonly Container[] => [
  ...initContainers,
  ...containers,
];
