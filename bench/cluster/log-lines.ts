import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { kubectl } from '../../test/cluster/support/kubectl';
import { type Figure, percentile } from './figure';
import { applyAll, plainJob } from './plain-job';

/** Latency of a line from a container to a reader that follows its log; both use the same clock. */
export async function measureLogLines(namespace: string, lines: number): Promise<Figure[]> {
  const name = 'log-lines';
  // Skips the first second, in which the reader is still catching up.
  const script = `let left = ${lines + 20}; setInterval(() => left-- > 0 ? console.log(Date.now()) : process.exit(), 50)`;
  await applyAll([plainJob({ namespace, name, script: `exec node -e '${script}'` })]);
  await kubectl(['wait', '-n', namespace, '--for=condition=Ready', '--timeout=300s', 'pod', '-l', `job-name=${name}`]);
  const followed = spawn('kubectl', ['logs', '-f', '-n', namespace, `job/${name}`]);
  const started = Date.now();
  const delays: number[] = [];
  for await (const line of createInterface({ input: followed.stdout })) {
    const written = Number(line);
    if (written > started + 500) delays.push(Date.now() - written);
  }
  return [
    { what: 'a line of a log until it is read, p50', value: percentile(delays, 0.5), unit: 'ms' },
    { what: 'the same, p95', value: percentile(delays, 0.95), unit: 'ms', most: 500 },
  ];
}
