import { HiddenLines } from '../../../../runtime/engine/step/hidden-lines';
import { Masking } from '../../../../runtime/engine/step/masking';

/** What is shown of each piece. */
const shown = (masking: Masking, ...pieces: [string, boolean][]) => {
  const lines = new HiddenLines(masking);
  return pieces.map(([piece, goesOn]) => lines.take(piece, goesOn));
};

const masking = new Masking(['secret']);

test('a value across the seam of two pieces is hidden', () => {
  const pieces = shown(masking, [`${'x'.repeat(20)}sec`, true], ['ret', true], [' y', false]);
  expect(pieces.flat().join('')).toBe(`${'x'.repeat(20)}*** y`);
});

test('a piece that may be the beginning of a value waits for the next one', () => {
  expect(shown(masking, ['secre', true], ['cy', false])).toEqual([[], ['secrecy']]);
});

test('a line that just fills its pieces is followed by no empty one, and empty lines stay', () => {
  expect(shown(new Masking([]), ['abc', true], ['', false], ['', false])).toEqual([['abc'], [], ['']]);
});

test('a line begins anew after the end of the one before', () => {
  expect(shown(masking, ['sec', true], ['', false], ['ret', false])).toEqual([[], ['sec'], ['ret']]);
});
