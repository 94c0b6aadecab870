/** IPv4 addresses from `first` to `last`, as numbers. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

const LAST = 2 ** 32 - 1;

/** @throws Error where the text is no block such as `10.0.0.0/8`. */
export function rangeOf(cidr: string): Range {
  const [, address = '', length = ''] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr) ?? [];
  const bytes = address.split('.').map(Number);
  if (bytes.length !== 4 || bytes.some((byte) => byte > 255) || Number(length) > 32)
    throw new Error(`'cidr' must be an IPv4 block such as 10.0.0.0/8, got ${cidr}`);
  const size = 2 ** (32 - Number(length));
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const first = Math.floor(number / size) * size;
  return { first, last: first + size - 1 };
}

export const holds = (cidr: string, { first, last }: Range): boolean => {
  const range = rangeOf(cidr);
  return range.first <= first && last <= range.last;
};

/** All addresses, cut wherever a block begins or ends: no block holds a part of a piece. */
export function pieces(cidrs: readonly string[]): Range[] {
  const ranges = cidrs.map(rangeOf);
  const cuts = [...new Set([0, ...ranges.flatMap(({ first, last }) => [first, last + 1])])];
  const starts = cuts.filter((cut) => cut <= LAST).sort((a, b) => a - b);
  return starts.map((first, index) => ({ first, last: (starts[index + 1] ?? LAST + 1) - 1 }));
}

/** For people: `10.0.0.0/8` where that is a block, else `10.0.0.0-10.2.255.255`. */
export function rangeText({ first, last }: Range): string {
  const size = last - first + 1;
  const bits = Math.log2(size);
  const isBlock = Number.isInteger(bits) && first % size === 0;
  return isBlock ? `${addressText(first)}/${32 - bits}` : `${addressText(first)}-${addressText(last)}`;
}

/** The same addresses in as few ranges as can be, in their order. */
export function joined(ranges: readonly Range[]): Range[] {
  const whole: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
    const before = whole.at(-1);
    if (before !== undefined && before.last + 1 >= range.first)
      whole.splice(-1, 1, { first: before.first, last: Math.max(before.last, range.last) });
    else whole.push(range);
  }
  return whole;
}

const addressText = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
