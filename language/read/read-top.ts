import type { StandardWorkflow } from '../workflow';
import { keysOf } from './read-steps';
import { isMapping, type Reader } from './reader';

/** What every kind of file may have at its top, beside its name, `env` and `merge`. */
export function readTop(reader: Reader): Pick<StandardWorkflow, 'file' | 'secrets' | 'envFiles' | 'profiles' | 'keys'> {
  const { file, value } = reader.source;
  return { file, secrets: {}, envFiles: [], profiles: {}, keys: isMapping(value) ? keysOf(reader, value, []) : {} };
}
