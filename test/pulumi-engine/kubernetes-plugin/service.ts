import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import type * as protocol from '@pulumi/pulumi/proto/provider_pb';
import {
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  PropertyDiff,
  ReadResponse,
  UpdateResponse,
} from '@pulumi/pulumi/proto/provider_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { Struct } from 'google-protobuf/google/protobuf/struct_pb';
import { answer } from '../answer';
import { type Difference, KubernetesPlugin } from './plugin';
import { type Properties, plainObject } from './secrets';

/** The protocol of plugins, as the engine speaks it: messages to objects and back. */
export function pluginService(version: string): UntypedServiceImplementation {
  let plugin: KubernetesPlugin;
  return {
    getPluginInfo: answer(async () => new PluginInfo().setVersion(version)),
    cancel: answer(async () => new Empty()),
    checkConfig: answer(async (asked: protocol.CheckRequest) =>
      new CheckResponse().setInputs(asked.getNews() ?? new Struct()),
    ),
    diffConfig: answer(async (asked: protocol.DiffRequest) =>
      configDifference(propertiesOf(asked.getOldInputs() ?? asked.getOlds()), propertiesOf(asked.getNews())),
    ),
    configure: answer(async (asked: protocol.ConfigureRequest) => {
      plugin = await KubernetesPlugin.configured(plainObject(propertiesOf(asked.getArgs())));
      return new ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    check: answer(async (asked: protocol.CheckRequest) =>
      new CheckResponse().setInputs(structOf(plugin.check(propertiesOf(asked.getNews())))),
    ),
    diff: answer(async (asked: protocol.DiffRequest) =>
      responseOf(
        plugin.diff(propertiesOf(asked.getOlds()), propertiesOf(asked.getNews()), asked.getIgnorechangesList()),
      ),
    ),
    create: answer(async (asked: protocol.CreateRequest) => {
      const options = { preview: asked.getPreview(), timeout: asked.getTimeout() };
      const { id, state } = await plugin.create(propertiesOf(asked.getProperties()), options);
      return new CreateResponse().setId(id).setProperties(structOf(state));
    }),
    read: answer(async (asked: protocol.ReadRequest) => {
      const [state, inputs] = [propertiesOf(asked.getProperties()), propertiesOf(asked.getInputs())];
      const found = await plugin.read(asked.getId(), { state, inputs, type: typeOf(asked.getUrn()) });
      if (!found) return new ReadResponse();
      const { id } = found;
      return new ReadResponse().setId(id).setProperties(structOf(found.state)).setInputs(structOf(found.inputs));
    }),
    update: answer(async (asked: protocol.UpdateRequest) => {
      const options = {
        preview: asked.getPreview(),
        timeout: asked.getTimeout(),
        ignored: asked.getIgnorechangesList(),
      };
      const state = await plugin.update(propertiesOf(asked.getOlds()), propertiesOf(asked.getNews()), options);
      return new UpdateResponse().setProperties(structOf(state));
    }),
    delete: answer(async (asked: protocol.DeleteRequest) => {
      await plugin.delete(propertiesOf(asked.getProperties()));
      return new Empty();
    }),
  };
}

const propertiesOf = (struct: Struct | undefined): Properties => (struct?.toJavaScript() ?? {}) as Properties;

/** What is not there is left out: the protocol has no word for it. */
const structOf = (properties: Properties): Struct => Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));

/** `urn:pulumi:stack::project::prodigy:index:Tenant$kubernetes:core/v1:Namespace::name` */
const typeOf = (urn: string): string => urn.split('::')[2]?.split('$').at(-1) ?? '';

/** Another cluster is another identifier; where that stays, no other setting moves objects. */
function configDifference(old: Properties, now: Properties): DiffResponse {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const changed = keys.filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]));
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  return new DiffResponse()
    .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(changed)
    .setReplacesList(changed.filter((key) => key === 'clusterIdentifier'));
}

function responseOf({ changes, deleteBeforeReplace }: Difference): DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  const response = new DiffResponse()
    .setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setHasdetaileddiff(true)
    .setDeletebeforereplace(deleteBeforeReplace)
    .setReplacesList(changes.filter(({ replaces }) => replaces).map(({ property }) => property));
  for (const { property, kind, replaces } of changes) {
    const name = `${kind.toUpperCase()}${replaces ? '_REPLACE' : ''}` as keyof typeof PropertyDiff.Kind;
    const difference = new PropertyDiff().setKind(PropertyDiff.Kind[name]).setInputdiff(kind === 'delete');
    response.getDetaileddiffMap().set(property, difference);
  }
  return response;
}
