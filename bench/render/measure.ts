import { execFileSync } from 'node:child_process';

/** Resource usage of one process. */
export interface Measurement {
  readonly milliseconds: number;
  /** CPU time on all cores: if it is less than the wall time, the machine was busy with other work. */
  readonly cpuMilliseconds: number;
  /** Largest resident set. */
  readonly megabytes: number;
}

// Node does not report a child's resource usage. The output goes to a file, so that no reader can slow the child.
const MEASURE = `
import json, resource, subprocess, sys, time
with open(sys.argv[1], 'wb') as output:
    start = time.monotonic()
    code = subprocess.call(sys.argv[2:], stdout=output)
    wall = time.monotonic() - start
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = usage.ru_utime + usage.ru_stime
result = {'code': code, 'milliseconds': wall * 1000, 'cpuMilliseconds': cpu * 1000, 'megabytes': usage.ru_maxrss / 1024}
print(json.dumps(result))
`;

/**
 * Run a program to its end.
 *
 * @param output file for its output.
 * @throws Error if it fails.
 */
export function measure(command: readonly string[], output: string): Measurement {
  const { code, ...measurement } = JSON.parse(
    execFileSync('python3', ['-c', MEASURE, output, ...command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  if (code !== 0) throw new Error(`'${command.join(' ')}' must exit with 0, got ${code}: see above`);
  return measurement;
}

/** The median of each figure, taken separately. */
export function median(measurements: readonly Measurement[]): Measurement {
  const middle = (figure: keyof Measurement): number => {
    const sorted = measurements.map((measurement) => measurement[figure]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] as number;
  };
  return {
    milliseconds: middle('milliseconds'),
    cpuMilliseconds: middle('cpuMilliseconds'),
    megabytes: middle('megabytes'),
  };
}
