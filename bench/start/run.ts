// Entry point of `npm run bench:start -- [--quick] [--repetitions N]`: start-up of the command line and bare Node.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { entryPoint } from '../../tools/entry-point';
import { type Measurement, measure, median } from '../render/measure';

/** Maximum CPU time of `--help`, relative to bare Node. */
const MOST = 2;

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, repetitions: { type: 'string', default: '20' } },
});
const repetitions = values.quick ? 3 : Number(values.repetitions);

const PROGRAM = join(__dirname, '../../dist/cli/prodigy-k8s.cjs');
const WORKFLOW = join(__dirname, '../../workflows/tidy-whitespace/workflow.yaml');
const ours = (...args: string[]): readonly string[] => [process.execPath, PROGRAM, ...args];

const CONTENDERS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['Node alone, `node -e 0`', [process.execPath, '-e', '0']],
  ['`--help`', ours('--help')],
  ['`run --help`', ours('run', '--help')],
  ['`--version`', ours('--version')],
  ['`status`', ours('status')],
  ['`validate` of `tidy-whitespace`', ours('validate', WORKFLOW)],
];

entryPoint(async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'prodigy-bench-start-'));
  process.env.HOME = scratch; // without anybody's runs and clusters
  try {
    const results = CONTENDERS.map((): Measurement[] => []);
    // Interleaved: a busy second affects all.
    for (let repetition = 0; repetition < repetitions; repetition += 1)
      for (const [at, [, command]] of CONTENDERS.entries())
        results[at]?.push(measure(command, join(scratch, 'output')));
    return told(results);
  } finally {
    rmSync(scratch, { recursive: true });
  }
});

/** @returns the exit code. */
function told(results: readonly (readonly Measurement[])[]): number {
  const machine = `${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`;
  process.stdout.write(`${machine}; medians of ${repetitions}, and the least processor time\n\n`);
  process.stdout.write('| command | ms | ratio | CPU ms | ratio | least CPU ms | ratio |\n');
  process.stdout.write('| --- | --- | --- | --- | --- | --- | --- |\n');
  const rows = results.map((all) => {
    const { milliseconds, cpuMilliseconds } = median(all);
    return [milliseconds, cpuMilliseconds, Math.min(...all.map((one) => one.cpuMilliseconds))];
  });
  const ratio = (row: number, figure: number): number => (rows[row]?.[figure] ?? 0) / (rows[0]?.[figure] ?? 0);
  CONTENDERS.forEach(([name], at) => {
    const cells = (rows[at] ?? []).flatMap((figure, column) => [figure.toFixed(0), ratio(at, column).toFixed(2)]);
    process.stdout.write(`| ${[name, ...cells].join(' | ')} |\n`);
  });
  const help = ratio(1, 2);
  if (help <= MOST) return 0;
  process.stderr.write(`'--help' must take at most ${MOST} times bare Node, got ${help.toFixed(2)}\n`);
  return 1;
}
