// Entry point of `npm run bench:render -- [--quick] [--runs 1,100] [--repetitions N] [-o json]`.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { progress } from '../../tools/progress';
import { canonicalObjects, objectCount } from './canonical';
import { type Contender, contenders } from './contenders';
import { type Measurement, measure, median } from './measure';
import { type Row, table } from './table';

const PROJECT = join(__dirname, '../..');

/** With more runs, objects are only counted: reading 18 000 of them four times takes minutes. */
const MOST_COMPARED = 100;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1,100,1000' },
    repetitions: { type: 'string', default: '5' },
    output: { type: 'string', short: 'o', default: 'table' },
  },
});

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const counts = values.quick ? [1, 10] : values.runs.split(',').map(Number);
  const repetitions = values.quick ? 1 : Number(values.repetitions);
  const scratch = mkdtempSync(join(tmpdir(), 'prodigy-bench-'));
  try {
    progress(`bench: writing the input of all contenders to ${scratch}`);
    const all = await contenders(PROJECT, scratch, counts);
    const rows = counts.flatMap((count) => {
      const able = all.filter(({ mostRuns = count }) => count <= mostRuns);
      return measured(able, count, repetitions, scratch);
    });
    print(rows, repetitions);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Interleaved: each repetition runs every contender once, so that a busy minute affects all. */
function measured(all: readonly Contender[], count: number, repetitions: number, scratch: string): Row[] {
  const output = (index: number) => join(scratch, `output-${index}.yaml`);
  const results = all.map((): Measurement[] => []);
  for (let repetition = 0; repetition < repetitions; repetition++) {
    progress(`bench: ${count} runs, repetition ${repetition + 1} of ${repetitions}`);
    all.forEach(({ command }, index) => {
      results[index]?.push(measure(command(count), output(index)));
    });
  }
  const objects = sameObjects(all, output, count);
  return all.map(({ name }, index) => ({ name, runs: count, objects, ...median(results[index] as Measurement[]) }));
}

/** @returns the number of objects that every contender printed. */
function sameObjects(all: readonly Contender[], output: (index: number) => string, count: number): number {
  const of = (index: number) =>
    count > MOST_COMPARED ? [objectCount(output(index))] : canonicalObjects(output(index));
  const expected = JSON.stringify(of(0));
  all.forEach(({ name }, index) => {
    if (JSON.stringify(of(index)) !== expected)
      throw new Error(`'${name}' must print the objects that ${all[0]?.name} prints, got others: see ${output(index)}`);
  });
  return objectCount(output(0));
}

function print(rows: readonly Row[], repetitions: number): void {
  const [cpu] = cpus();
  const machine = `${cpus().length} x ${cpu?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  process.stdout.write(
    values.output === 'json'
      ? `${JSON.stringify({ machine, repetitions, rows }, null, 2)}\n`
      : `${machine}; medians of ${repetitions}\n\n${table(rows)}`,
  );
}
