import { setFlagsFromString } from 'node:v8';

/** How much the heap may grow, in per cent of what was in use, before all of it is looked through for garbage. */
const GROWTH_PERCENT = 50;
/** By how much the room for new objects may grow; 1: it stays as large as a program needs that begins. */
const NEW_SPACE_GROWTH = 1;

/**
 * Keep the memory of this process near what it uses. V8 lets a heap grow to a multiple of what it held at its largest;
 * after a long list of items was read that would be the garbage of tens of thousands of items. And it gives 48 MB to
 * objects that are new, of which a run that mostly waits for programs has few.
 */
export function keepHeapSteady(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  setFlagsFromString(`--semi-space-growth-factor=${NEW_SPACE_GROWTH}`);
}
