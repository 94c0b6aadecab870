import { SecretKey } from '../../contract/paths';
import type { SecretSource, SecretSources } from '../../contract/secret-source';
import { usesClaude } from '../../language/uses-claude';
import type { Workflow } from '../../language/workflow';
import { CliError } from '../cli-error';

/** Flags for the sources of keys. */
export interface CredentialFlags {
  readonly secret?: string;
  readonly anonymous?: boolean;
  readonly credential?: readonly string[];
}

/** Values of `--credential` after the key, as shown in help and errors. */
export const SOURCE_FORMS = 'env:NAME, file:PATH, existing:SECRET[/KEY], external:STORE/ENTRY[#FIELD] or csi:CLASS';

/**
 * Convert flags to sources: `--secret` first, then each `--credential`, which takes precedence.
 * @throws CliError if a flag names no source; its text may be the secret itself, so it is not shown.
 */
export function credentialSources(flags: CredentialFlags, workflow: Workflow, url: string): SecretSources | undefined {
  const sources = {
    ...fromSecret(flags, workflow, url),
    ...Object.fromEntries((flags.credential ?? []).map(credentialSource)),
  };
  return Object.keys(sources).length > 0 ? sources : undefined;
}

/** The URL decides which key the Secret holds for origin. */
function fromSecret({ secret, anonymous }: CredentialFlags, workflow: Workflow, url: string): SecretSources {
  if (secret === undefined) return {};
  const originKey = url.startsWith('https://') ? SecretKey.GIT_TOKEN : SecretKey.GIT_SSH_KEY;
  const keys = [...(anonymous ? [] : [originKey]), ...(usesClaude(workflow) ? [SecretKey.CLAUDE_API_KEY] : [])];
  return Object.fromEntries(keys.map((key) => [key, { source: 'existing', secretName: secret }]));
}

/**
 * Parse one `--credential`.
 * @throws CliError if it names no source.
 */
export function credentialSource(text: string): [string, SecretSource] {
  const [, key, form, reference] = /^([^=]+)=([a-z]+):(.+)$/s.exec(text) ?? [];
  const source = key && form && reference ? SOURCES[form]?.(reference) : undefined;
  if (key && source) return [key, source];
  throw new CliError(
    `'--credential' must be KEY=SOURCE, got ${shown(text)}: SOURCE is ${SOURCE_FORMS}; never the value itself`,
  );
}

const SOURCES: { readonly [form: string]: (reference: string) => SecretSource | undefined } = {
  env: (variable) => ({ source: 'env', variable }),
  file: (path) => ({ source: 'file', path }),
  csi: (providerClass) => ({ source: 'csi', providerClass }),
  existing: (reference) => {
    const [secretName = '', ...key] = reference.split('/');
    return key.length === 0
      ? { source: 'existing', secretName }
      : { source: 'existing', secretName, key: key.join('/') };
  },
  external: (reference) => {
    const [, store, remoteKey, property] = /^([^/]+)\/([^#]+)(?:#(.+))?$/s.exec(reference) ?? [];
    return store && remoteKey ? { source: 'external', store, remoteKey, property } : undefined;
  },
};

const shown = (text: string): string =>
  /^[-._a-zA-Z0-9]+=/.test(text) ? `${text.slice(0, text.indexOf('='))}=…` : 'a text that is not shown';
