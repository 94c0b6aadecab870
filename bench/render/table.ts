import type { Measurement } from './measure';

/** One contender at one number of runs. */
export interface Row extends Measurement {
  readonly name: string;
  readonly runs: number;
  /** Number of objects that it printed. */
  readonly objects: number;
}

const HEAD = ['runs', 'objects', 'program', 'ms', 'ms/object', 'ratio', 'CPU ms', 'CPU ratio', 'MB'];

/** Rows as a Markdown table; ratios are relative to the first program with the same number of runs. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => {
    const own = rows.find(({ runs }) => runs === row.runs) as Row;
    return [
      `${row.runs}`,
      `${row.objects}`,
      row.name,
      row.milliseconds.toFixed(0),
      (row.milliseconds / row.objects).toFixed(3),
      (row.milliseconds / own.milliseconds).toFixed(2),
      row.cpuMilliseconds.toFixed(0),
      (row.cpuMilliseconds / own.cpuMilliseconds).toFixed(2),
      row.megabytes.toFixed(0),
    ];
  });
  return [HEAD, HEAD.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |\n`).join('');
}
