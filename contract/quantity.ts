/**
 * Exact amounts of CPU, memory and storage in Kubernetes notation (`500m`, `2`, `512Mi`, `1e3`): an integer number of
 * billionths of a core or byte, so that sums and comparisons never round.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export type Amount = bigint;

const UNIT = 1_000_000_000n;

/** Factors by suffix, in billionths; `m` is a thousandth. */
const FACTORS: Readonly<Record<string, Amount>> = {
  n: 1n,
  u: 1_000n,
  m: 1_000_000n,
  '': UNIT,
  ...powers(['k', 'M', 'G', 'T', 'P', 'E'], 1000n),
  ...powers(['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'], 1024n),
};

const QUANTITY = /^([0-9]+)(?:\.([0-9]{0,9}))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]{1,2}))?$/;

/** Whether a text is a non-negative quantity. */
export const isQuantity = (text: string): boolean => QUANTITY.test(text);

/**
 * The amount of a quantity; fractions of a billionth are rounded up, as in Kubernetes.
 *
 * @throws Error if the text is not a quantity.
 */
export function parseQuantity(text: string): Amount {
  const match = QUANTITY.exec(text);
  if (!match) throw new Error(`'quantity' must be a Kubernetes quantity, got ${text}: write 500m, 2, 512Mi or 20Gi`);
  const [, whole = '', fraction = '', suffix = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction) * FACTORS[suffix]!;
  const shift = Number(exponent) - fraction.length;
  return shift >= 0 ? digits * 10n ** BigInt(shift) : divideUp(digits, 10n ** BigInt(-shift));
}

/** CPU as people write it: whole cores, else millicores (rounded up): `2`, `1500m`. */
export function formatCpu(amount: Amount): string {
  const milli = divideUp(amount, FACTORS.m!);
  return milli % 1000n === 0n ? String(milli / 1000n) : `${milli}m`;
}

/** Memory or storage as people write it, in the largest binary unit that divides it exactly: `512Mi`, `20Gi`. */
export function formatBytes(amount: Amount): string {
  const bytes = divideUp(amount, UNIT) * UNIT;
  const units = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki', ''];
  const unit = bytes === 0n ? '' : units.find((candidate) => bytes % FACTORS[candidate]! === 0n)!;
  return `${bytes / FACTORS[unit]!}${unit}`;
}

/** The largest of several amounts; 0 if there are none. */
export const largest = (amounts: readonly Amount[]): Amount =>
  amounts.reduce((most, amount) => {
    if (amount > most) return amount;
    return most;
  }, 0n);

/** Comparator for `sort`. Needed because equal amounts can be written in different ways. */
export function compareQuantities(a: string, b: string): number {
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function powers(suffixes: readonly string[], base: bigint): Record<string, Amount> {
  return Object.fromEntries(suffixes.map((suffix, index) => [suffix, UNIT * base ** BigInt(index + 1)]));
}

const divideUp = (amount: bigint, divisor: bigint): bigint => (amount + divisor - 1n) / divisor;
