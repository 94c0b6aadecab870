// Entry point of `npm run bench:engine -- [--quick] [--items N] [--jobs N]`.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { ensurePrograms } from '../../tools/programs';
import { progress } from '../../tools/progress';
import { measureRuns } from './local-runs';
import { measureQueues } from './queues';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    items: { type: 'string', default: '300' },
    jobs: { type: 'string', default: '10000' },
  },
});

async function main(): Promise<void> {
  await ensurePrograms(['git', 'redis-server']);
  const [items, jobs] = values.quick ? [20, 500] : [Number(values.items), Number(values.jobs)];
  progress(`bench: ${items} shell items, 10 at once, here and with the real Prodigy`);
  const runs = await measureRuns(items);
  progress(`bench: ${jobs} jobs that do nothing, through the work queue and through BullMQ alone`);
  const queues = await measureQueues(jobs);
  const lines = [
    `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}`,
    '',
    '| program | items | commits merged | ms | CPU ms |',
    '| --- | --- | --- | --- | --- |',
    ...runs.map(
      (run) => `| ${[run.name, items, run.merged, ...rounded(run.milliseconds, run.cpuMilliseconds)].join(' | ')} |`,
    ),
    '',
    '| queue | jobs | jobs/s |',
    '| --- | --- | --- |',
    ...queues.map(({ name, perSecond }) => `| ${name} | ${jobs} | ${perSecond.toFixed(0)} |`),
    '',
  ];
  process.stdout.write(lines.join('\n'));
}

const rounded = (...numbers: readonly number[]): string[] => numbers.map((number) => number.toFixed(0));

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
