import { type Parsed, parsing } from '../parsed';
import type { Pattern, Place } from './pattern-tree';
import { readPattern } from './read-pattern';

/** A regular expression that matches in time linear in the length of the text, for any text. */
export interface LinearPattern {
  /** Whether it matches anywhere in the text. */
  foundIn(text: string): boolean;
}

/** Maximum number of instructions, with repeats unrolled: each may cost time once per character of a text. */
const MAX_PLACES = 2000;

/**
 * Compile a regular expression: characters, `.`, classes, `\d \w \s \p{…}`, groups, `|`, `* + ? {n,m}`, `^ $ \b`, and
 * `(?i)`, `(?s)` at its start. What needs backtracking (backreferences, lookaround) is refused.
 *
 * JavaScript's own regular expressions backtrack: `(a+)+$` takes years on forty characters, and the texts come from
 * files that others write. This follows all states of the pattern at once, like grep.
 */
export function compilePattern(text: string): Parsed<LinearPattern> {
  const parsed = parsing(text, () => readPattern(text));
  if (!parsed.ok) return parsed;
  const program: Instruction[] = [];
  if (!emit(parsed.value, program)) {
    return {
      ok: false,
      message: `must have at most ${MAX_PLACES} places in a pattern, repeats written out`,
      offset: 0,
    };
  }
  program.push({ kind: 'found' });
  return { ok: true, value: { foundIn: (characters) => isFound(program, characters) } };
}

type Instruction =
  | { readonly kind: 'character'; readonly matches: (character: string) => boolean }
  | { readonly kind: 'place'; readonly is: Place }
  | { readonly kind: 'found' }
  /** Continue at all of these. */
  | { readonly kind: 'split'; readonly to: number[] };

/** Append the instructions of a pattern; false if there are too many. */
function emit(pattern: Pattern, program: Instruction[]): boolean {
  if (program.length > MAX_PLACES) return false;
  if (pattern.kind === 'sequence') return pattern.parts.every((part) => emit(part, program));
  if (pattern.kind === 'choice') return emitChoice(pattern.parts, program);
  if (pattern.kind === 'repeat') return emitRepeat(pattern, program);
  program.push(pattern);
  return true;
}

function emitChoice(parts: readonly Pattern[], program: Instruction[]): boolean {
  const to: number[] = [];
  const ends: number[][] = [];
  program.push({ kind: 'split', to });
  for (const part of parts) {
    to.push(program.length);
    if (!emit(part, program)) return false;
    const end: number[] = [];
    program.push({ kind: 'split', to: end });
    ends.push(end);
  }
  for (const end of ends) end.push(program.length);
  return true;
}

function emitRepeat({ part, least, most }: Pattern & { kind: 'repeat' }, program: Instruction[]): boolean {
  const start = program.length;
  for (let count = 0; count < least; count++) {
    if (!emit(part, program)) return false;
    // A part without instructions, such as `()`, is the same however often it is repeated.
    if (program.length === start) return true;
  }
  if (most === Infinity) {
    const loop = program.length;
    const to = [loop + 1];
    program.push({ kind: 'split', to });
    if (!emit(part, program)) return false;
    program.push({ kind: 'split', to: [loop] });
    to.push(program.length);
    return true;
  }
  const skips: number[][] = [];
  for (let count = least; count < most; count++) {
    const to = [program.length + 1];
    skips.push(to);
    program.push({ kind: 'split', to });
    if (!emit(part, program)) return false;
  }
  for (const to of skips) to.push(program.length);
  return true;
}

function isFound(program: readonly Instruction[], text: string): boolean {
  const characters = [...text];
  const reachedAt = new Int32Array(program.length).fill(-1);
  let states: number[] = [];
  for (let at = 0; at <= characters.length; at++) {
    const here = { program, reachedAt, characters, at };
    const next: number[] = [];
    for (const state of [...states, 0]) if (follow(here, state, next)) return true;
    const character = characters[at];
    if (character === undefined) return false;
    states = next.filter((state) => {
      const instruction = program[state]!;
      return instruction.kind === 'character' && instruction.matches(character);
    });
    for (const [index, state] of states.entries()) states[index] = state + 1;
  }
  return false;
}

interface Here {
  readonly program: readonly Instruction[];
  /** Index of the character at which each instruction was last reached. */
  readonly reachedAt: Int32Array;
  readonly characters: readonly string[];
  readonly at: number;
}

/** Collect the character instructions reachable from a state without consuming input; true if the pattern matches. */
function follow({ program, reachedAt, characters, at }: Here, from: number, next: number[]): boolean {
  const open = [from];
  while (open.length > 0) {
    const state = open.pop()!;
    if (reachedAt[state] === at) continue;
    reachedAt[state] = at;
    const instruction = program[state]!;
    if (instruction.kind === 'found') return true;
    if (instruction.kind === 'character') next.push(state);
    else if (instruction.kind === 'split') open.push(...instruction.to);
    else if (isAt(instruction.is, characters, at)) open.push(state + 1);
  }
  return false;
}

function isAt(place: Place, characters: readonly string[], at: number): boolean {
  if (place === 'start') return at === 0;
  if (place === 'end') return at === characters.length;
  const changes = isOfWord(characters[at - 1]) !== isOfWord(characters[at]);
  return place === 'word boundary' ? changes : !changes;
}

const isOfWord = (character: string | undefined): boolean =>
  character !== undefined && /^[\p{L}\p{N}_]$/u.test(character);
