// Measures inside the cluster's network and prints tables; exits with 1 if a figure is over its limit.
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import {
  createCredentials,
  createTenant,
  deleteTenant,
  testCluster,
  testNamespace,
} from '../../test/cluster/support/test-cluster';
import { entryPoint } from '../../tools/entry-point';
import { progress } from '../../tools/progress';
import { measureAccepted } from './accepted';
import { BenchOrigin } from './bench-origin';
import { measureClones } from './clone';
import { breached, type Figure, table } from './figure';
import { measureItems } from './items';
import { measureLogLines } from './log-lines';
import { measurePods } from './pods';
import { measureStart } from './start';
import { measureSubmission } from './submitted';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });

const SIZE = { items: 100, pods: 100, repetitions: 20, lines: 400, repository: { files: 2000, commits: 1000 } };
const QUICK = { items: 5, pods: 4, repetitions: 5, lines: 40, repository: { files: 50, commits: 20 } };

entryPoint(async () => {
  const namespace = testNamespace('bench');
  const size = values.quick ? QUICK : SIZE;
  await createTenant(testCluster(namespace));
  const origin = await BenchOrigin.create(namespace);
  try {
    await createCredentials(namespace, origin.token);
    const figures: Figure[] = [];
    progress('bench: objects until they are accepted');
    figures.push(...(await measureAccepted(namespace, size.repetitions)));
    progress('bench: runs until they are submitted');
    figures.push(...(await measureSubmission(size.repetitions)));
    progress('bench: lines of a log until they are read');
    figures.push(...(await measureLogLines(namespace, size.lines)));
    progress('bench: a run until its first item, and a Job until its container');
    figures.push(...(await measureStart(origin, namespace)));
    progress('bench: a clone of a typical repository, from origin and from the cache');
    figures.push(...(await measureClones(namespace, size.repository)));
    progress(`bench: ${size.items} items, and as many turns of a shell loop`);
    figures.push(...(await measureItems(origin, namespace, size.items)));
    progress(`bench: ${size.pods} pods of an Indexed Job, and of one that is not`);
    figures.push(...(await measurePods(namespace, size.pods)));
    process.stdout.write(`${machine()}\n\n${table(figures)}\n`);
    // Only figures that are robust on a busy machine decide about a quick run.
    const slow = breached(figures, values.quick ? 'quick' : 'full');
    for (const line of slow) process.stderr.write(`${line}\n`);
    return slow.length === 0 ? 0 : 1;
  } finally {
    await deleteTenant(namespace);
    await origin.remove();
  }
});

const machine = (): string =>
  `${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`;
