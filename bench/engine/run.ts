// Entry point of `npm run bench:engine -- [--quick] [--items N] [--jobs N] [--many N,N]`.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { ensurePrograms } from '../../tools/programs';
import { progress } from '../../tools/progress';
import { type LocalRun, measureRuns } from './local-runs';
import { measureManyItems } from './many-items';
import { measureQueues } from './queues';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    items: { type: 'string', default: '300' },
    jobs: { type: 'string', default: '10000' },
    many: { type: 'string', default: '10000,100000' },
  },
});

async function main(): Promise<void> {
  await ensurePrograms(['git', 'redis-server']);
  const [items, jobs, rounds] = values.quick ? [20, 500, 1] : [Number(values.items), Number(values.jobs), 3];
  progress(`bench: ${items} shell items, 10 at once, ${rounds} times here and with the real Prodigy`);
  const runs = await measureRuns(items, rounds);
  progress(`bench: ${jobs} jobs that do nothing, through the work queue and through BullMQ alone`);
  const cells = (run: LocalRun): string[] =>
    (['milliseconds', 'cpuMilliseconds'] as const).flatMap((figure) => [
      run[figure].toFixed(0),
      (run[figure] / (runs[0] as LocalRun)[figure]).toFixed(2),
    ]);
  const queues = await measureQueues(jobs);
  const counts = values.quick ? [100] : values.many.split(',').map(Number);
  progress(`bench: ${counts.join(' and ')} items that do nothing, in one process`);
  const many = await measureManyItems(counts);
  const lines = [
    `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}`,
    '',
    '| program | items | commits merged | ms | ratio | CPU ms | ratio |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...runs.map((run) => `| ${[run.name, items, run.merged, ...cells(run)].join(' | ')} |`),
    '',
    '| queue | jobs | jobs/s |',
    '| --- | --- | --- |',
    ...queues.map(({ name, perSecond }) => `| ${name} | ${jobs} | ${perSecond.toFixed(0)} |`),
    '',
    '| items that do nothing | items/s | MB |',
    '| --- | --- | --- |',
    ...many.map(({ count, perSecond, megabytes }) => `| ${[count, ...rounded(perSecond, megabytes)].join(' | ')} |`),
    '',
  ];
  process.stdout.write(lines.join('\n'));
}

const rounded = (...numbers: readonly number[]): string[] => numbers.map((number) => number.toFixed(0));

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
