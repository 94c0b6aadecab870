import { textVariables } from '../env-text';
import { DEFAULT_POLICY, DEFAULT_TIMEOUT } from '../model/defaults';
import { mapPlace, mapReducePlace } from '../schema/mapreduce';
import type { MapPhase, MapReduceWorkflow } from '../workflow';
import { readEnv } from './read-env';
import { keysOf, readPhase } from './read-steps';
import { readTop } from './read-top';
import type { Reader } from './reader';

const NOTHING = { steps: [], timeoutSeconds: undefined };

/** A MapReduce workflow. Complete only where the reader has no errors afterwards. */
export function readMapReduce(reader: Reader, fileName: string): MapReduceWorkflow {
  const file = reader.mapping(reader.source.value, [], mapReducePlace);
  const env = readEnv(reader, file?.env, ['env']);
  return {
    mode: 'mapreduce',
    name: file?.name ?? fileName,
    ...readTop(reader),
    env,
    setup: {
      ...(file?.setup === undefined ? NOTHING : readPhase(reader, file.setup, ['setup'], 'any')),
      captureOutputs: {},
    },
    map: readMap(reader, file?.map, textVariables(env)),
    reduce: file?.reduce === undefined ? NOTHING : readPhase(reader, file.reduce, ['reduce'], 'any'),
    merge: file?.merge === undefined ? undefined : readPhase(reader, file.merge, ['merge'], 'some'),
    errorPolicy: DEFAULT_POLICY,
  };
}

function readMap(reader: Reader, value: unknown, env: Readonly<Record<string, string>>): MapPhase {
  const map = reader.mapping(value, ['map'], mapPlace);
  return {
    input: map?.input ?? '',
    jsonPath: map?.json_path || undefined,
    maxParallel: readMaxParallel(reader, map?.max_parallel, env),
    filter: undefined,
    sortBy: undefined,
    distinct: undefined,
    offset: 0,
    maxItems: map?.max_items,
    agentTemplate:
      map === undefined ? [] : readPhase(reader, map.agent_template, ['map', 'agent_template'], 'some').steps,
    timeout: DEFAULT_TIMEOUT,
    position: reader.source.at(['map']),
    keys: keysOf(reader, value ?? {}, ['map']),
  };
}

/** A number, or a reference to a variable of `env` that holds one. */
function readMaxParallel(
  reader: Reader,
  value: string | number | undefined,
  env: Readonly<Record<string, string>>,
): number | undefined {
  if (typeof value !== 'string') return value;
  const path = ['map', 'max_parallel'];
  const name = /^\$\{?(\w+)\}?$/.exec(value)?.[1];
  if (name !== undefined && !Object.hasOwn(env, name)) {
    reader.error(`'max_parallel' must name a variable of 'env', got '${value}': add ${name} to 'env'`, path);
    return undefined;
  }
  const text = name === undefined ? value : env[name]!;
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  reader.mustBe('a whole number from 1', path, text);
  return undefined;
}
