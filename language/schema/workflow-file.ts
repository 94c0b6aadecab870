import { z } from 'zod';
import { COMPOSITION, compositionKeys } from './composition';
import { env, envFiles, profiles, secrets } from './environment';
import { errorPolicy, policyKeys } from './error-policy';
import { mapping, present, type Remark } from './mapping';
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

const WRITE_HERE = 'belongs to standard files: write the steps of the other file into this one';

const ONLY_STANDARD = {
  ...Object.fromEntries(COMPOSITION.map((key) => [key, WRITE_HERE])),
  parameters: 'belongs to standard files: remove it, a MapReduce run takes any --param NAME=TEXT',
  defaults: "belongs to standard files: write 'env'",
  workflows: 'belongs to standard files: remove it, other workflows never run',
};

const STEPS = "is called 'commands': rename it";
const ONLY_MAPREDUCE = "belongs to MapReduce files: add 'mode: mapreduce', or remove it";
const mapReduceKeys = ['setup', 'map', 'reduce', 'error_policy', ...Object.keys(policyKeys)];

const OTHER_FILES = "names other files, and none is read here: read this one with 'composeWorkflow'";

/** After composition, a file must refer to no others and have steps. */
function wholeFile(value: Readonly<Record<string, unknown>>): readonly Remark[] {
  const naming = present(value, COMPOSITION);
  if (naming.length > 0) return naming.map((key) => ({ severity: 'error', message: `'${key}' ${OTHER_FILES}`, key }));
  if (Object.hasOwn(value, 'commands')) return [];
  return [{ severity: 'error', message: "'commands' must be a list with at least one step, got nothing" }];
}

/** A standard workflow as a mapping. */
export const standardFile = mapping(
  'standard',
  {
    ...topKeys,
    mode: z.enum(['standard'], MODE_RULE).optional(),
    parameters: parameters.optional(),
    defaults: defaults.optional(),
    workflows: workflows.optional(),
    commands: someSteps.optional().describe('Steps that run one after the other.'),
    ...compositionKeys,
  },
  {
    check: wholeFile,
    refused: { steps: STEPS, ...Object.fromEntries(mapReduceKeys.map((key) => [key, ONLY_MAPREDUCE])) },
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

/** A standard workflow as a plain list of steps. */
export const bareList = someSteps;
