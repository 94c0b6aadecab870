import { setFlagsFromString } from 'node:v8';

/** Heap growth, in per cent of the memory in use, that triggers a full garbage collection. */
const GROWTH_PERCENT = 50;
/** Growth factor of the space for new objects; 1: it keeps its initial size. */
const NEW_SPACE_GROWTH = 1;

/**
 * Keep this process's memory near what it uses. V8 lets a heap grow to a multiple of its largest live size; after
 * reading a long list of items that would be the garbage of tens of thousands of items. V8 also reserves 48 MB for new
 * objects, of which a run that mostly waits for programs has few.
 */
export function keepHeapSteady(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  setFlagsFromString(`--semi-space-growth-factor=${NEW_SPACE_GROWTH}`);
}
