// Entry point of `npm run bench:engine -- [--quick] [--items N] [--jobs N] [--many N,N]`; exit 1 if an aim is missed.
import { existsSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { entryPoint } from '../../tools/entry-point';
import { ensurePrograms } from '../../tools/programs';
import { progress } from '../../tools/progress';
import { type Figures, missedAims } from './aims';
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

/** Where repositories are created. A disk's cost of removed files varies from minute to minute, memory's does not. */
const PLACES = ['/dev/shm', tmpdir()].filter((place) => existsSync(place));

async function main(): Promise<number> {
  await ensurePrograms(['git', 'redis-server']);
  const [items, jobs, rounds] = values.quick ? [20, 500, 1] : [Number(values.items), Number(values.jobs), 3];
  const rows: string[][] = [];
  let compared: Figures['runs'] | undefined;
  for (const place of values.quick ? PLACES.slice(0, 1) : PLACES) {
    progress(`bench: ${items} shell items, 10 at once, ${rounds} times here and with the real Prodigy, in ${place}`);
    const runs = await measureRuns(items, rounds, place);
    // Only the first place is judged: on a disk, times depend on what was removed from it before.
    compared ??= runs;
    rows.push(...runs.map((run) => [run.name, place, `${items}`, `${run.merged}`, ...figures(run, runs[0])]));
  }
  progress(`bench: ${jobs} jobs that do nothing, through the work queue and through BullMQ alone`);
  const queues = await measureQueues(jobs);
  const counts = values.quick ? [100, 10_000] : values.many.split(',').map(Number);
  progress(`bench: ${counts.join(' and ')} items that do nothing, in one process`);
  const many = await measureManyItems(counts);
  const lines = [
    `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}`,
    '',
    '| program | in | items | commits merged | ms | ratio | CPU ms | ratio |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
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
  const missed = missedAims({ runs: compared!, queues, many }, values.quick);
  for (const aim of missed) process.stderr.write(`${aim}\n`);
  return missed.length > 0 ? 1 : 0;
}

/** Each with its ratio to ours. */
const figures = (run: LocalRun, ours: LocalRun): string[] =>
  (['milliseconds', 'cpuMilliseconds'] as const).flatMap((figure) => [
    run[figure].toFixed(0),
    (run[figure] / ours[figure]).toFixed(2),
  ]);

const rounded = (...numbers: readonly number[]): string[] => numbers.map((number) => number.toFixed(0));

entryPoint(main);
