import { z } from 'zod';
import { env, envFiles, profiles, secrets } from './environment';
import { errorPolicy, policyKeys } from './error-policy';
import { mapping } from './mapping';
import { defaults, parameters, workflows } from './parameters';
import { map, merge, reduce, setup } from './phases';
import { note, text } from './rules';
import { someSteps } from './step';

const topKeys = {
  name: text('a name').optional().describe('Name of the workflow. Default: that of the file.'),
  description: note.optional(),
  env: env.optional(),
  secrets: secrets.optional(),
  env_files: envFiles.optional(),
  profiles: profiles.optional(),
  merge: merge.optional(),
};

const MODE_RULE = "'standard' or 'mapreduce'";

const COMPOSED = "is not supported yet: write the steps into 'commands', or run this file with a later version";
const composition = Object.fromEntries(['imports', 'extends', 'template'].map((key) => [key, COMPOSED]));

const ONLY_STANDARD = {
  ...composition,
  parameters: 'belongs to standard files: remove it, a MapReduce run takes any --param NAME=TEXT',
  defaults: "belongs to standard files: write 'env'",
  workflows: 'belongs to standard files: remove it, other workflows never run',
};

const STEPS = "is called 'commands': rename it";
const ONLY_MAPREDUCE = "belongs to MapReduce files: add 'mode: mapreduce', or remove it";
const mapReduceKeys = ['setup', 'map', 'reduce', 'error_policy', ...Object.keys(policyKeys)];

/** A standard workflow with more than steps. */
export const standardFile = mapping(
  'standard',
  {
    ...topKeys,
    mode: z.enum(['standard'], MODE_RULE).optional(),
    parameters: parameters.optional(),
    defaults: defaults.optional(),
    workflows: workflows.optional(),
    commands: someSteps.describe('Steps that run one after the other.'),
  },
  {
    refused: { ...composition, steps: STEPS, ...Object.fromEntries(mapReduceKeys.map((key) => [key, ONLY_MAPREDUCE])) },
  },
);

/** A MapReduce workflow. */
export const mapReduceFile = mapping(
  'mapreduce',
  {
    ...topKeys,
    mode: z.literal('mapreduce', MODE_RULE).describe('Work on items in parallel, each in its own branch.'),
    setup: setup.optional(),
    map,
    reduce: reduce.optional(),
    error_policy: errorPolicy.optional().describe('What failed items mean for the run.'),
    ...policyKeys,
  },
  {
    refused: {
      ...ONLY_STANDARD,
      steps: STEPS,
      commands: "belongs to standard files: remove 'mode: mapreduce', or move its steps to 'setup'",
    },
    ignored: { checkpoint: 'a run keeps its progress by itself' },
  },
);

/** A standard workflow that is nothing but its steps. */
export const bareList = someSteps;
