import { ApiObject, type ApiObjectProps, App, type JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';

/** How many resolvers every app has. They replace tokens, of which plain data has none. */
const BUILT_IN_RESOLVERS = 3;

/**
 * An object of Kubernetes given as its manifest: `manifestOf('Role', { … })`.
 *
 * cdk8s looks for tokens in every value when an object is rendered, and that took a third of the time of a run, whose
 * values hold none. Where there is one all the same, or a patch, or the app has a resolver of its own, the object is
 * rendered as any other.
 */
export class ManifestObject extends ApiObject {
  private patched = false;

  /** @param manifest plain data; fields that are undefined are left out. */
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

  /** The object, its keys sorted below those that come first everywhere. */
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
 * A copy without the fields that have no value.
 *
 * @param tokens takes what JSON does not have: the copy is none then.
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

/** What wraps a number or a text in the types of cdk8s: `k8s.Quantity`, `k8s.IntOrString`. */
const isAmount = (value: object): value is { readonly value: string | number } =>
  value.constructor !== Object && 'value' in value && ['string', 'number'].includes(typeof value.value);
