import { type MutableData, replacingPaths } from '../../../review/diff/rules/pulumi-replacements';
import { ApiError, ApiServer, type LiveObject } from './api-server';
import { type Change, changesOf, pruned, touches, written } from './changes';
import { ownFields } from './field-owners';
import { hasUnknown, isProperties, marked, type Properties, plainObject } from './secrets';
import { ifMissing, untilGone, untilReady } from './settled';

/** Who the fields belong to on the cluster, as the plugin calls itself when it makes an object. */
const CREATOR = 'pulumi-kubernetes';

/** Kinds that the plugin deletes without waiting where their annotation says so. */
const GONE_UNSEEN = ['Namespace', 'StatefulSet', 'Job'];

/** What a change of an object comes to. */
export interface Difference {
  readonly changes: readonly (Change & { readonly property: string; readonly replaces: boolean })[];
  readonly deleteBeforeReplace: boolean;
}

interface Settings extends MutableData {
  readonly upsertExistingObjects: boolean;
  readonly enablePatchForce: boolean;
}

/**
 * What the engine asks of Pulumi's Kubernetes plugin, for the kinds and options that this project uses, on a real API
 * server. A stand-in: it keeps to the plugin's rules where they decide what happens to an object, and knows nothing of
 * charts, of kinds that it was not taught, or of client-side apply.
 */
export class KubernetesPlugin {
  private constructor(
    private readonly api: ApiServer,
    private readonly settings: Settings,
    private readonly unreachable?: string,
  ) {}

  /** Connect as the arguments of a provider say. */
  static async configured(args: Properties): Promise<KubernetesPlugin> {
    const isOn = (name: keyof Settings) => args[name] === true || args[name] === 'true';
    const settings: Settings = {
      enableSecretMutable: isOn('enableSecretMutable'),
      enableConfigMapMutable: isOn('enableConfigMapMutable'),
      upsertExistingObjects: isOn('upsertExistingObjects'),
      enablePatchForce: isOn('enablePatchForce'),
    };
    const api = new ApiServer(String(args.kubeconfig), String(args.context));
    const unreachable = await api.version().then(() => undefined, reasonOf);
    return new KubernetesPlugin(api, settings, unreachable);
  }

  /** The inputs as they will be kept. */
  check = (inputs: Properties): Properties => marked(inputs, inputs);

  diff(state: Properties, inputs: Properties, ignored: readonly string[]): Difference {
    const { live, oldInputs } = checkpoint(state);
    const wanted = plainObject(inputs) as LiveObject;
    const rules = replacingPaths(wanted, this.settings);
    const changes = changesOf(pruned(live, oldInputs), wanted)
      .map((change) => ({ ...change, property: written(change.path) }))
      .filter(({ property }) => !ignored.some((path) => property === path || property.startsWith(`${path}.`)))
      .map((change) => ({ ...change, replaces: rules.some((path) => touches(change, path)) }));
    const sameName =
      wanted.metadata.name === live.metadata.name && wanted.metadata.namespace === live.metadata.namespace;
    return { changes, deleteBeforeReplace: sameName && changes.some(({ replaces }) => replaces) };
  }

  async create(inputs: Properties, { preview, timeout }: { preview: boolean; timeout: number }) {
    if (preview && (this.unreachable || hasUnknown(inputs))) return { id: '', state: inputs };
    this.mustReach();
    const object = plainObject(inputs) as LiveObject;
    const { upsertExistingObjects: upsert, enablePatchForce: force } = this.settings;
    const make = () =>
      upsert ? this.api.apply(object, CREATOR, { force, dryRun: preview }) : this.api.create(object, CREATOR, preview);
    const made = await make().catch((error: unknown) => {
      // What is missing or in the way now may be otherwise when its turn comes.
      if (preview && error instanceof ApiError && [403, 404, 409].includes(error.status)) return undefined;
      throw error;
    });
    if (!made) return { id: '', state: inputs };
    if (preview) return { id: '', state: stateOf(inputs, withoutStatus(made)) };
    return { id: idOf(made), state: stateOf(inputs, await untilReady(this.api, made, timeout)) };
  }

  /** @returns nothing where the object is gone. */
  async read(id: string, { state, inputs, type }: { state: Properties; inputs: Properties; type: string }) {
    this.mustReach();
    const known = Object.keys(inputs).length > 0 ? plainObject(inputs) : undefined;
    const live = await this.api.get((known ?? objectOf(id, type)) as LiveObject).catch(ifMissing);
    if (!live) return undefined;
    const liveInputs = known ? pruned(live, known) : imported(live);
    return { id, inputs: marked(liveInputs, inputs), state: { ...stateOf(marked(liveInputs, inputs), live, state) } };
  }

  async update(
    state: Properties,
    inputs: Properties,
    { preview, timeout, ignored }: { preview: boolean; timeout: number; ignored: readonly string[] },
  ): Promise<Properties> {
    if (preview && (this.unreachable || hasUnknown(inputs))) return inputs;
    this.mustReach();
    const object = plainObject(inputs) as LiveObject;
    const live = await this.api.get(object);
    const owned = preview ? live : await ownFields(this.api, live, CREATOR);
    const applied = await this.api.apply(withLive(object, owned, ignored), CREATOR, {
      force: this.settings.enablePatchForce || (preview && owned === live),
      dryRun: preview,
    });
    return stateOf(inputs, preview ? applied : await untilReady(this.api, applied, timeout), state);
  }

  async delete(state: Properties): Promise<void> {
    this.mustReach();
    const { live } = checkpoint(state);
    const there = await this.api.get(live).catch(ifMissing);
    if (!there) return;
    await this.api.delete(live).catch(ifMissing);
    const annotations = (live.metadata.annotations ?? {}) as Properties;
    const skipped = annotations['pulumi.com/skipAwait'] === 'true' && GONE_UNSEEN.includes(live.kind);
    if (!skipped) await untilGone(this.api, there);
  }

  private mustReach(): void {
    if (this.unreachable) throw new Error(`the configured cluster is unreachable: ${this.unreachable}`);
  }
}

const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? (error as Error).message;

const idOf = ({ metadata: { namespace, name } }: LiveObject): string =>
  namespace === undefined ? name : `${namespace}/${name}`;

/** What the engine keeps of an object: what is live, and beside it what was asked for. */
function stateOf(inputs: Properties, live: LiveObject, before: Properties = {}): Properties {
  const asked = marked(plainObject(inputs), inputs);
  const version = before.__initialApiVersion ?? live.apiVersion;
  return { ...marked(live, inputs), __inputs: asked, __initialApiVersion: version, __fieldManager: CREATOR };
}

function checkpoint(state: Properties): { live: LiveObject; oldInputs: Properties } {
  const { __inputs, __initialApiVersion, __fieldManager, ...live } = plainObject(state);
  return { live: live as LiveObject, oldInputs: (__inputs ?? {}) as Properties };
}

const withoutStatus = ({ status, ...object }: LiveObject): LiveObject => object as unknown as LiveObject;

/** `kubernetes:batch/v1:Job` and `team/name` */
function objectOf(id: string, type: string): Properties {
  const [, version = '', kind = ''] = type.split(':');
  const [name = '', namespace] = id.split('/').reverse();
  const apiVersion = version.replace(/^core\//, '');
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
}

/** What an object that was there before would have been made of. */
function imported({ status, ...object }: LiveObject): Properties {
  const { creationTimestamp, generation, managedFields, resourceVersion, uid, ...metadata } = object.metadata;
  return { ...object, metadata } as Properties;
}

/** The object with those fields as they are on the cluster whose changes are no changes. */
function withLive(object: LiveObject, live: LiveObject, ignored: readonly string[]): LiveObject {
  const dotted = ignored.find((path) => path.includes('.'));
  if (dotted) throw new Error(`this stand-in ignores changes of whole fields, got ${dotted}`);
  const kept = ignored.filter((path) => isProperties(live[path])).map((path) => [path, live[path]]);
  return { ...object, ...Object.fromEntries(kept) };
}
