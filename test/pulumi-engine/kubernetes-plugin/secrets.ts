/** What values are made of that travel between the engine and its plugins. */
export type Value = null | boolean | number | string | readonly Value[] | Properties;
export interface Properties {
  readonly [key: string]: Value;
}

// Marks of the protocol: sdk/proto and sdk/go/common/resource/plugin of pulumi/pulumi.
const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

export const isProperties = (value: Value | undefined): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSecret = (value: Value): value is Properties => isProperties(value) && value[SIGNATURE] === SECRET;

const secret = (value: Value): Value => ({ [SIGNATURE]: SECRET, value });

/** The same without the marks of secrets: for the API server alone. Properties without a value are left out. */
export function plain(value: Value): Value {
  if (isSecret(value)) return plain(value.value as Value);
  if (Array.isArray(value)) return value.map(plain);
  if (!isProperties(value)) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([key, one]) => [key, plain(one)]));
}

export const plainObject = (properties: Properties): Properties => plain(properties) as Properties;

/** Whether a value, or one in it, is known only later. */
export function hasUnknown(value: Value): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUnknown);
}

const hasSecret = (value: Value): boolean =>
  isSecret(value) || (typeof value === 'object' && value !== null && Object.values(value).some(hasSecret));

/** Values with the marks that other values have at the same place; of a Secret all data is secret, as in the plugin. */
export function marked(values: Properties, like: Properties): Properties {
  if (values.kind === 'Secret') return { ...values, ...markedKeys(values, ['data', 'stringData']) };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, markedAs(value, like[key])]));
}

function markedAs(value: Value, like: Value | undefined): Value {
  if (like === undefined || isSecret(value)) return value;
  if (isProperties(value) && isProperties(like) && !isSecret(like)) return marked(value, like);
  return hasSecret(like) ? secret(value) : value;
}

const markedKeys = (values: Properties, keys: readonly string[]): Properties =>
  Object.fromEntries(
    keys.filter((key) => values[key] !== undefined).map((key) => [key, secret(plain(values[key] as Value))]),
  );
