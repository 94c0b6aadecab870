import { nearestName } from '../nearest-name';
import { declarationsIn } from './parameter-lists';
import type { Piece } from './piece';
import type { PieceReport } from './piece-report';

/**
 * Check the values of `with`: each must be for a known name and be a plain value; they are not interpolated.
 * @param whole the file that uses the template.
 */
export function checkValues(report: PieceReport, values: Piece, template: Piece, whole: Piece): void {
  const names = namesIn(template);
  const own = declarationsIn(whole.child('parameters'));
  for (const [name, value] of values.entries) {
    if (own.has(name))
      report.error(`'with' must not set parameters of this file, got '${name}': remove one of them`, value);
    else if (template.child('parameters') !== undefined && !names.includes(name))
      report.error(`'with' must name parameters of the template, got '${name}': ${hint(name, names)}`, value);
    if (typeof value.value === 'string' && value.value.includes('${'))
      report.warning("'with' holds values: what looks like a reference stays as it is written", value);
  }
}

/** The names that a template takes values for. */
const namesIn = (template: Piece): string[] => [
  ...declarationsIn(template.child('parameters')).keys(),
  ...['defaults', 'env'].flatMap((key) => (template.child(key)?.entries ?? []).map(([name]) => name)),
];

function hint(name: string, names: readonly string[]): string {
  const near = nearestName(name, names);
  return near === undefined ? `it has ${names.join(', ') || 'none'}` : `did you mean '${near}'?`;
}
