import fc from 'fast-check';
import { compareQuantities, formatBytes, formatCpu, isQuantity, largest, parseQuantity } from '../../contract/quantity';

const GI = 2 ** 30;

/** An amount counts billionths. */
const BILLIONTHS = 1e9;

test.each([
  ['0', 0],
  ['500m', 0.5],
  ['1.5', 1.5],
  ['250u', 0.00025],
  ['100n', 1e-7],
  ['1k', 1000],
  ['2M', 2e6],
  ['1E', 1e18],
  ['1e3', 1000],
  ['12E2', 1200],
  ['5e-1', 0.5],
  ['1Ki', 1024],
  ['512Mi', GI / 2],
  ['1.5Gi', 1.5 * GI],
  ['2Ei', 2 ** 61],
])('%s is %d', (quantity, value) => {
  expect(Number(parseQuantity(quantity)) / BILLIONTHS).toBe(value);
});

test('what is smaller than a billionth is rounded up', () => {
  expect(parseQuantity('0.5n')).toBe(1n);
  expect(parseQuantity('1e-12')).toBe(1n);
});

test.each(['', 'x', '-1', '1 Gi', '1gi', '1KI', '1mi', '.5', '1e', '1e1000', '1Gi ', '1.1.1', '0x10', '1e3Gi', 'Gi'])(
  '%j is no quantity',
  (text) => {
    expect(isQuantity(text)).toBe(false);
    expect(() => parseQuantity(text)).toThrow(
      new Error(`'quantity' must be a Kubernetes quantity, got ${text}: write 500m, 2, 512Mi or 20Gi`),
    );
  },
);

const amount = fc.bigInt({ min: 0n, max: 2n ** 90n });

test('CPU that is written and read again is the same, up to a thousandth more', () => {
  fc.assert(
    fc.property(amount, (cpu) => {
      const more = parseQuantity(formatCpu(cpu)) - cpu;
      expect(more >= 0n && more < 1_000_000n).toBe(true);
    }),
  );
});

test('bytes that are written and read again are the same, up to a byte more', () => {
  fc.assert(
    fc.property(amount, (bytes) => {
      const more = parseQuantity(formatBytes(bytes)) - bytes;
      expect(more >= 0n && more < 1_000_000_000n).toBe(true);
    }),
  );
});

test.each([
  ['1', '1'],
  ['1500m', '1500m'],
  ['2000m', '2'],
  ['0.0001', '1m'],
])('CPU of %s is written %s', (quantity, written) => {
  expect(formatCpu(parseQuantity(quantity))).toBe(written);
});

test.each([
  ['0', '0'],
  ['1024Mi', '1Gi'],
  ['1.5Gi', '1536Mi'],
  ['1G', '1000000000'],
  ['100m', '1'],
  ['4Ei', '4Ei'],
])('bytes of %s are written %s', (quantity, written) => {
  expect(formatBytes(parseQuantity(quantity))).toBe(written);
});

const quantity = fc
  .tuple(fc.nat(99999), fc.constantFrom('m', '', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'Ti'))
  .map(([number, unit]) => `${number}${unit}`);

test('the order of quantities is the order of their amounts, however they are written', () => {
  expect(compareQuantities('1000m', '1')).toBe(0);
  expect(compareQuantities('1Gi', '1G')).toBe(1);
  fc.assert(
    fc.property(quantity, quantity, quantity, (a, b, c) => {
      expect(compareQuantities(a, b)).toBe(0 - compareQuantities(b, a));
      if (compareQuantities(a, b) <= 0 && compareQuantities(b, c) <= 0)
        expect(compareQuantities(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});

test('the largest of no amounts is nothing', () => {
  expect([largest([2n, 3n, 1n]), largest([])]).toEqual([3n, 0n]);
});
