import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { canonicalText } from '../../constructs/run-id';

/** The objects of a YAML stream in a canonical form independent of order and notation: one line each, sorted. */
export function canonicalObjects(file: string): string[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map((document) => document.toJS() as unknown)
    .filter((object) => object !== null)
    .map(canonicalText)
    .sort();
}

/** Number of objects in a YAML stream; every object of a run has its apiVersion at the start of a line. */
export const objectCount = (file: string): number => readFileSync(file, 'utf8').match(/^apiVersion:/gm)?.length ?? 0;
