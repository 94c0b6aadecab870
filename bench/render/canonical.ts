import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { canonicalText } from '../../constructs/run-id';

/** The objects of a YAML stream, whatever their order and the way they are written: one line each, sorted. */
export function canonicalObjects(file: string): string[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map((document) => document.toJS() as unknown)
    .filter((object) => object !== null)
    .map(canonicalText)
    .sort();
}

/** How many objects a YAML stream holds; every object of a run has its version at the start of a line. */
export const objectCount = (file: string): number => readFileSync(file, 'utf8').match(/^apiVersion:/gm)?.length ?? 0;
