import { type DeclaredKey, declaredKeys } from './declared-keys';

/** The kubelet's messages for a missing Secret or key. */
const NO_SECRET = /secret "([^"]+)" not found/;
const NO_KEY = /references non-existent secret key: (\S+)/;

/**
 * The missing keys that a pod waits for; else the kubelet's message unchanged.
 * @param spec of the pod: the kubelet names a Secret without its keys, or a key without its Secret.
 */
export function missingKey(message: string, spec: object | undefined): string {
  const declared = declaredKeys([{ spec: { template: { spec } } }]);
  const secret = NO_SECRET.exec(message)?.[1];
  const key = NO_KEY.exec(message)?.[1];
  const missing = declared.filter((one) => one.secret === secret || one.key === key);
  return missing.length === 0 ? message : missing.map(sentence).join('; ');
}

const sentence = ({ secret, key }: DeclaredKey): string =>
  `key ${key} of Secret ${secret} is missing: add it with prodigy-k8s secrets apply ${secret} --credential ${key}=SOURCE`;
