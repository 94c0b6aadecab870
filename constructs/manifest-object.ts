import { ApiObject, type ApiObjectProps, App, type JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';

/** Number of resolvers in every app. They replace tokens, which plain data does not contain. */
const BUILT_IN_RESOLVERS = 3;

/**
 * A Kubernetes object given as its manifest: `manifestOf('Role', { … })`.
 *
 * cdk8s searches every value of an object for tokens when it renders, which took a third of the time of a run, whose
 * values contain none. If there is a token after all, or a patch, or the app has a resolver of its own, the object is
 * rendered the usual way.
 */
export class ManifestObject extends ApiObject {
  private patched = false;

  /** @param manifest plain data; undefined fields are left out. */
  constructor(
    scope: Construct,
    id: string,
    private readonly manifest: ApiObjectProps,
  ) {
    super(scope, id, manifest);
  }

  public override addJsonPatch(...operations: JsonPatch[]): void {
    this.patched = true;
    super.addJsonPatch(...operations);
  }

  /** The object, with its keys sorted after the few that always come first. */
  public override toJson(): { [field: string]: unknown } {
    const { apiVersion, kind, metadata: _, ...fields } = this.manifest;
    if (this.patched || resolvesMore(App.of(this))) return super.toJson();
    const tokens: unknown[] = [];
    const plain = sorted(fields, tokens) as object;
    return tokens.length > 0 ? super.toJson() : { apiVersion, kind, metadata: this.metadata.toJson(), ...plain };
  }
}

const resolvesMore = ({ resolvers }: App): boolean => resolvers.length > BUILT_IN_RESOLVERS;

/**
 * A copy without fields that have no value.
 *
 * @param tokens collects values that JSON cannot hold: the copy is then not valid.
 */
function sorted(value: unknown, tokens: unknown[]): unknown {
  if (typeof value === 'function') tokens.push(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => sorted(item, tokens));
  if (isAmount(value)) return value.value;
  if (value.constructor !== Object) tokens.push(value);
  const copy: { [key: string]: unknown } = {};
  for (const key of Object.keys(value).sort()) {
    const inner = (value as { readonly [key: string]: unknown })[key];
    if (inner !== undefined && inner !== null) copy[key] = sorted(inner, tokens);
  }
  return copy;
}

/** Whether a value is one of cdk8s' wrappers of a number or string: `k8s.Quantity`, `k8s.IntOrString`. */
const isAmount = (value: object): value is { readonly value: string | number } =>
  value.constructor !== Object && 'value' in value && ['string', 'number'].includes(typeof value.value);
