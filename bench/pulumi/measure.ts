// Measures inside the cluster's network and prints tables; exits with 1 if a deployment is over its limit.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { kubectl } from '../../test/cluster/support/kubectl';
import { testNamespace } from '../../test/cluster/support/test-cluster';
import { CONTEXT } from '../../test/pulumi-engine/support/deployment';
import { Engine } from '../../test/pulumi-engine/support/engine';
import { removed } from '../../test/pulumi-engine/support/live';
import { entryPoint } from '../../tools/entry-point';
import { progress } from '../../tools/progress';
import { type Measurement, measure, median } from '../render/measure';
import { type Row, table } from '../render/table';
import { type Contender, contenders } from './contenders';
import { objectsOf, requestsOf } from './requests';
import { TOLD, type Told } from './told';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1,10,50' },
    repetitions: { type: 'string', default: '3' },
  },
});

const NODES = '--selector=kubernetes.io/os=linux';

/** Maximum time of a deployment with the components, relative to the hand-written program. */
const MOST = 1.1;

const NOTE =
  "Pulumi's own engine, and the tests' stand-in for its Kubernetes plugin for both programs; a fresh namespace for each up. " +
  'Ratios are those to the program that is written by hand.';

const ACTIONS = ['preview', 'up'] as const;
type Measured = { readonly [Action in (typeof ACTIONS)[number]]: Measurement[] };
type Tables = { readonly [Action in keyof Measured]: Row[] };

entryPoint(async () => {
  const counts = values.quick ? [1] : values.runs.split(',').map(Number);
  const repetitions = values.quick ? 1 : Number(values.repetitions);
  const engine = await Engine.start();
  Object.assign(process.env, engine.env);
  // Starting pods would compete with what is measured.
  await kubectl(['cordon', NODES]);
  try {
    const all = await contenders(engine.folder);
    const tables: Tables = { preview: [], up: [] };
    for (const runs of counts) await measured(engine.folder, all, { runs, repetitions }, tables);
    print(tables, repetitions);
    // A single repetition cannot show a difference of a tenth.
    return !values.quick && ACTIONS.some((action) => slow(tables[action])) ? 1 : 0;
  } finally {
    await kubectl(['uncordon', NODES]);
    engine.remove();
  }
});

/**
 * Interleaved: each repetition runs all contenders, so that a busy minute affects all. They take turns at going first,
 * since the first one meets a freshly started cluster, and later ones a cluster that is still cleaning up.
 */
async function measured(
  folder: string,
  all: readonly Contender[],
  { runs, repetitions }: { readonly runs: number; readonly repetitions: number },
  tables: Tables,
): Promise<void> {
  const found = all.map((): Measured => ({ preview: [], up: [] }));
  let objects = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    progress(`bench: ${runs} runs, repetition ${repetition + 1} of ${repetitions}`);
    for (let turn = 0; turn < all.length; turn++) {
      const index = (repetition + turn) % all.length;
      objects = await deployment(folder, all[index] as Contender, runs, found[index] as Measured);
    }
  }
  for (const action of ACTIONS)
    all.forEach(({ name }, index) => {
      const some = found[index]?.[action] ?? [];
      if (some.length > 0) tables[action].push({ name, runs, objects, ...median(some) });
    });
}

function print(tables: Tables, repetitions: number): void {
  const machine = `${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`;
  process.stdout.write(`${machine}; medians of ${repetitions}\n${NOTE}\n`);
  for (const action of ACTIONS) process.stdout.write(`\n${action}\n\n${table(tables[action])}`);
}

/** Deploy this many runs into a namespace of their own. @returns the number of objects. */
async function deployment(folder: string, contender: Contender, runs: number, measured: Measured): Promise<number> {
  const namespace = testNamespace('bench');
  const requests = requestsOf(runs, namespace);
  const objects = objectsOf(requests);
  const [file, output] = [join(folder, 'objects.json'), join(folder, 'output')];
  writeFileSync(file, JSON.stringify(objects));
  const told: Told = { requests, objects: file, context: CONTEXT };
  process.env[TOLD] = join(folder, 'told.json');
  writeFileSync(process.env[TOLD], JSON.stringify(told));
  try {
    contender.prepare(namespace, objects);
    if (contender.preview) measured.preview.push(measure(contender.preview(namespace), output));
    measured.up.push(measure(contender.up(namespace), output));
  } catch (error) {
    process.stderr.write(readFileSync(output, 'utf8'));
    throw error;
  } finally {
    await removed(namespace);
  }
  return objects.length;
}

/** Whether the components are over their limit, which it prints. Judged by CPU time, unaffected by neighbours. */
function slow(rows: readonly Row[]): boolean {
  const found = rows.filter(({ name, runs, cpuMilliseconds }) => {
    const byHand = rows.find((other) => other.runs === runs) as Row;
    return name === 'components' && cpuMilliseconds > MOST * byHand.cpuMilliseconds;
  });
  for (const { runs } of found)
    process.stderr.write(`'components' must take at most ${MOST} times as long, got more at ${runs} runs\n`);
  return found.length > 0;
}
