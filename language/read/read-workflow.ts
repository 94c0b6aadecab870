import type { z } from 'zod';
import type { Report } from '../check/report';
import { textVariables } from '../env-text';
import { nearestName } from '../nearest-name';
import type { RawStepForm } from '../schema/raw-step';
import type { mapReduceFile, standardFile } from '../schema/workflow-file';
import type { EnvValue, MapReduceWorkflow, Profile, StandardWorkflow } from '../workflow';
import { readEnv, readProfiles, readSecrets } from './read-env';
import { readErrorPolicy } from './read-error-policy';
import { readDefaults, readParameters } from './read-parameters';
import { readMap, readPhase, readSetup } from './read-phases';
import { readingOf } from './read-step';
import { keysOf, type Reading, stepsIn } from './reading';
import { withReferredSecrets } from './secret-references';

type RawStandard = z.output<typeof standardFile>;
type RawMapReduce = z.output<typeof mapReduceFile>;

/** A file that is just a list of steps. */
export const readBareList = (
  report: Report,
  raw: readonly RawStepForm[],
  name: string,
  profile?: string,
): StandardWorkflow => ({
  ...readStandard(report, { commands: [] }, name, profile),
  commands: stepsIn(readingOf(report, {}), raw, []),
});

/** A standard workflow. */
export function readStandard(report: Report, raw: RawStandard, name: string, profile?: string): StandardWorkflow {
  const parameters = readParameters(report, raw.parameters, raw.defaults);
  if (raw.workflows !== undefined) report.warning(`'workflows' ${NEVER_RUN}`, ['workflows']);
  const environment = readEnvironment(report, raw, profile, readDefaults(report, raw.defaults, parameters));
  const reading = readingOf(report, textVariables(environment.env));
  const commands = stepsIn(reading, raw.commands, ['commands']);
  return { mode: 'standard', ...readTop(reading, raw, name), ...environment, parameters, commands };
}

const NEVER_RUN = "never run, only this file's own steps do: append those of another file with 'imports'";

/** A MapReduce workflow. */
export function readMapReduce(report: Report, raw: RawMapReduce, name: string, profile?: string): MapReduceWorkflow {
  const environment = readEnvironment(report, raw, profile);
  const reading = readingOf(report, textVariables(environment.env));
  return {
    mode: 'mapreduce',
    ...readTop(reading, raw, name),
    ...environment,
    setup: readSetup(reading, raw.setup),
    map: readMap(reading, raw.map),
    reduce: readPhase(reading, raw.reduce, ['reduce']),
    errorPolicy: readErrorPolicy(reading, raw),
  };
}

function readTop(reading: Reading, raw: RawStandard | RawMapReduce, name: string) {
  const { report } = reading;
  return {
    name: raw.name ?? name,
    file: report.source.file,
    parameters: [],
    envFiles: raw.env_files ?? [],
    merge: raw.merge === undefined ? undefined : readPhase(reading, raw.merge, ['merge']),
    keys: Array.isArray(report.source.value) ? {} : keysOf(report, raw, []),
  };
}

/** Variables of every step, including the selected profile's, and secrets. */
function readEnvironment(
  report: Report,
  raw: RawStandard | RawMapReduce,
  profile: string | undefined,
  defaults: Readonly<Record<string, EnvValue>> = {},
) {
  const env = readEnv(report, raw.env, ['env']);
  const profiles = readProfiles(report, raw.profiles);
  const chosen = chosenEnv(report, profiles, profile);
  const all = { ...defaults, ...env, ...chosen };
  const placeOf = (name: string) => [
    ...(Object.hasOwn(chosen, name) ? ['profiles', profile!] : ['env']),
    name,
    'value',
  ];
  const secrets = readSecrets(report, raw.secrets);
  return { ...withReferredSecrets(report, all, secrets, placeOf), profiles, profile };
}

function chosenEnv(report: Report, profiles: Readonly<Record<string, Profile>>, name: string | undefined) {
  if (name === undefined) return {};
  if (Object.hasOwn(profiles, name)) return profiles[name]!.env;
  const names = Object.keys(profiles);
  const near = nearestName(name, names);
  const hint = near === undefined ? 'choose one of them, or none' : `did you mean '${near}'?`;
  const rule = names.length === 0 ? 'absent, since the workflow has no profiles' : `one of ${names.join(', ')}`;
  report.error(
    `the chosen profile must be ${rule}, got ${name}: ${names.length === 0 ? "add it to 'profiles'" : hint}`,
    ['profiles'],
    'key',
  );
  return {};
}
