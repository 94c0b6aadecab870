import * as pulumi from '@pulumi/pulumi';
import { DEFAULT_POLICIES, type StackPolicies } from './policies';

/** How a stack reaches its cluster. */
export const AUTHENTICATIONS = ['in-cluster', 'kubeconfig', 'inline'] as const;

/** The configuration of a stack, with every default of `Pulumi.yaml` spelled out. */
export interface StackSettings {
  readonly authentication: (typeof AUTHENTICATIONS)[number];
  readonly kubeconfigPath?: string;
  readonly context?: string;
  /** Content of a kubeconfig; secret. */
  readonly kubeconfig?: string;
  readonly execPlugins: readonly string[];
  readonly clusterIdentifier?: string;
  readonly adoptExisting: boolean;
  readonly policies: Required<StackPolicies>;
  /** Values of the keys submitted with runs, by key; secret. */
  readonly secrets: { readonly [key: string]: string };
}

/**
 * Read the configuration of a stack.
 *
 * @throws Error naming the invalid key; never with the value of a secret one.
 */
export function stackSettings(config = new pulumi.Config()): StackSettings {
  return {
    authentication: choice(config, 'authentication', AUTHENTICATIONS, 'in-cluster'),
    kubeconfigPath: text(config, 'kubeconfigPath'),
    context: text(config, 'context'),
    kubeconfig: secretText(config, 'kubeconfig', 'kubeconfig < FILE'),
    execPlugins: config.getObject<string[]>('execPlugins') ?? [],
    clusterIdentifier: text(config, 'clusterIdentifier'),
    adoptExisting: config.getBoolean('adoptExisting') ?? false,
    policies: {
      claims: choice(config, 'claims', ['retain', 'protect', 'delete'], DEFAULT_POLICIES.claims),
      replacedRuns: choice(config, 'replacedRuns', ['retain', 'remove'], DEFAULT_POLICIES.replacedRuns),
      waitForRun: choice(config, 'waitForRun', ['none', 'started'], DEFAULT_POLICIES.waitForRun),
      importExisting: config.getBoolean('importExisting') ?? DEFAULT_POLICIES.importExisting,
    },
    secrets: secretTexts(config),
  };
}

function choice<T extends string>(config: pulumi.Config, key: string, allowed: readonly T[], byDefault: T): T {
  const value = config.get(key) ?? byDefault;
  if (allowed.includes(value as T)) return value as T;
  throw new Error(`'${key}' must be one of ${allowed.join(', ')}, got ${value}: pulumi config set ${key} ${byDefault}`);
}

/** An empty value counts as unset: the schema has no other way to make a key optional. */
const text = (config: pulumi.Config, key: string): string | undefined => config.get(key) || undefined;

/** A value that must be encrypted. */
function secretText(config: pulumi.Config, key: string, how: string): string | undefined {
  const value = text(config, key);
  if (value === undefined || value === '{}' || isEncrypted(`${config.name}:${key}`)) return value;
  throw new Error(
    `'${key}' must be encrypted, got clear text: pulumi config set --secret ${how}, and change it where it came from`,
  );
}

/** The SDK has this function but does not declare it. */
const isEncrypted = (key: string): boolean =>
  (pulumi.runtime as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(key);

/** The SDK's own `getObject` repeats the value in its error message. */
function secretTexts(config: pulumi.Config): { readonly [key: string]: string } {
  const values = jsonOf(secretText(config, 'secrets', '--path secrets.KEY') ?? '{}');
  if (typeof values === 'object' && values !== null && Object.values(values).every((one) => typeof one === 'string'))
    return values as { [key: string]: string };
  throw new Error(
    "'secrets' must hold a text for each key, got something else: pulumi config set --secret --path secrets.KEY",
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
