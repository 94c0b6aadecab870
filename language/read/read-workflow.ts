import type { z } from 'zod';
import type { Report } from '../check/report';
import { textVariables } from '../env-text';
import type { RawStepForm } from '../schema/raw-step';
import type { mapReduceFile, standardFile } from '../schema/workflow-file';
import type { EnvValue, MapReduceWorkflow, StandardWorkflow } from '../workflow';
import { readEnv, readProfiles, readSecrets } from './read-env';
import { readErrorPolicy } from './read-error-policy';
import { readMap, readPhase, readSetup } from './read-phases';
import { readingOf } from './read-step';
import { keysOf, stepsIn } from './reading';

type RawStandard = z.output<typeof standardFile>;
type RawMapReduce = z.output<typeof mapReduceFile>;

/** A file that is a list of steps. */
export const readBareList = (report: Report, raw: readonly RawStepForm[], name: string): StandardWorkflow => ({
  ...readStandard(report, { commands: [] }, name),
  commands: stepsIn(readingOf(report, {}), raw, []),
});

/** A standard workflow. */
export function readStandard(report: Report, raw: RawStandard, name: string): StandardWorkflow {
  const env = readEnv(report, raw.env, ['env']);
  const commands = stepsIn(readingOf(report, textVariables(env)), raw.commands, ['commands']);
  return { mode: 'standard', ...readTop(report, raw, name, env), commands };
}

/** A MapReduce workflow. */
export function readMapReduce(report: Report, raw: RawMapReduce, name: string): MapReduceWorkflow {
  const env = readEnv(report, raw.env, ['env']);
  const reading = readingOf(report, textVariables(env));
  return {
    mode: 'mapreduce',
    ...readTop(report, raw, name, env),
    setup: readSetup(reading, raw.setup),
    map: readMap(reading, raw.map),
    reduce: readPhase(reading, raw.reduce, ['reduce']),
    errorPolicy: readErrorPolicy(reading, raw),
  };
}

function readTop(report: Report, raw: RawStandard | RawMapReduce, name: string, env: Record<string, EnvValue>) {
  const reading = readingOf(report, textVariables(env));
  return {
    name: raw.name ?? name,
    file: report.source.file,
    env,
    secrets: readSecrets(report, raw.secrets),
    envFiles: raw.env_files ?? [],
    profiles: readProfiles(report, raw.profiles),
    merge: raw.merge === undefined ? undefined : readPhase(reading, raw.merge, ['merge']),
    keys: Array.isArray(report.source.value) ? {} : keysOf(report, raw, []),
  };
}
