import { yamlText } from '../stacks/yaml-text';
import type { ListFormat } from './list-formats';
import { table } from './table';

export interface Column<T> {
  readonly head: string;
  readonly text: (row: T) => string;
  /** Only with `-o wide`. @default false */
  readonly wide?: boolean;
}

/** Rows in a format; the first column is the name. */
export function listing<T extends object>(
  rows: readonly T[],
  columns: readonly [Column<T>, ...Column<T>[]],
  format: ListFormat | undefined,
): string {
  if (format === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  if (format === 'yaml') return rows.map(asYaml).join('---\n');
  if (format === 'name') return rows.map((row) => `${columns[0].text(row)}\n`).join('');
  const shown = columns.filter(({ wide }) => !wide || format === 'wide');
  return table(
    shown.map(({ head }) => head),
    rows.map((row) => shown.map(({ text }) => text(row))),
  );
}

/** One object in a format for scripts; undefined if it is for a person. */
export function single(value: object, name: string, format: ListFormat | undefined): string | undefined {
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`;
  if (format === 'yaml') return asYaml(value);
  return format === 'name' ? `${name}\n` : undefined;
}

/** Fields that JSON omits are omitted. */
const asYaml = (value: object): string => yamlText(JSON.parse(JSON.stringify(value)) as object);
