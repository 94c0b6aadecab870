import { execFileSync } from 'node:child_process';

/** What one process took. */
export interface Measurement {
  readonly milliseconds: number;
  /** Of processor time, on all cores: less than the wall time says how busy the machine was with others. */
  readonly cpuMilliseconds: number;
  /** Largest resident set. */
  readonly megabytes: number;
}

// Node does not tell what a child used. The child's output goes to a file, so that nobody waits for a reader.
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
 * @param output file for what it prints.
 * @throws Error where it fails.
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

/** The middle of some measurements, each figure by itself. */
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
