import { containersOf } from '../../review/pods';
import { podOf } from '../pods';
import { fieldsOf, kindOf, type Rule } from '../rule';

/** Names of variables that hold a secret; those of files, paths and names do not. */
const SECRET_NAME = /(TOKEN|PASSWORD|PASSWD|SECRET|CREDENTIALS?|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY)S?$/i;

/** A path only says where a secret is. */
const PATH = /^(\/[a-z0-9][a-z0-9._-]*)+$/;

interface Variable {
  readonly name?: string;
  readonly value?: unknown;
}

/** No container environment and no ConfigMap contains a secret as text. */
export const noClearSecrets: Rule = {
  name: 'no-clear-secrets',
  description: 'Pod specs and ConfigMaps are read by many: a secret is a file of a Secret, never a text in them.',
  enforcement: 'mandatory',
  violations(resource) {
    const variables = containersOf(podOf(resource) ?? {}).flatMap(({ name, ...container }) =>
      ((container as { env?: readonly Variable[] }).env ?? []).filter(isClear).map((one) => `${one.name} of ${name}`),
    );
    const entries = kindOf(resource) === 'ConfigMap' ? clearEntries(resource.props.data) : [];
    return [...variables, ...entries].map(
      (place) => `${place} must come from a Secret, got a text: mount the Secret's key as a file`,
    );
  },
};

const isClear = ({ name = '', value }: Variable): boolean =>
  SECRET_NAME.test(name) && value !== undefined && value !== '' && !PATH.test(String(value));

const clearEntries = (data: unknown): string[] =>
  Object.entries(fieldsOf(data)).flatMap(([key, value]) =>
    isClear({ name: key.replaceAll(/[-.]/g, '_'), value }) ? `${key} of the ConfigMap` : [],
  );
