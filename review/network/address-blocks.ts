import { addressOf, addressText, bitsOf, IPV6 } from './address';

/** Addresses from `first` to `last`, as numbers; IPv4 or IPv6, never both. */
export interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** All addresses of each family. */
const WHOLE: readonly Range[] = [0n, IPV6].map((first) => ({ first, last: first + 2n ** BigInt(bitsOf(first)) - 1n }));

/** Description of the input that {@link rangeOf} accepts. */
export const BLOCK = 'a block of addresses such as 10.0.0.0/8 or 2001:db8::/32';

/** The addresses of a block; undefined if the text is not one. */
export function blockOf(cidr: string): Range | undefined {
  const [, text = '', length = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(cidr) ?? [];
  const address = addressOf(text);
  if (address === undefined || Number(length) > bitsOf(address)) return undefined;
  const size = 2n ** BigInt(bitsOf(address) - Number(length));
  const first = address - (address % size);
  return { first, last: first + size - 1n };
}

/** A single address as a block; a block unchanged. */
export const asBlock = (text: string): string => {
  const address = addressOf(text);
  return address === undefined ? text : `${text}/${bitsOf(address)}`;
};

export const isIpv6 = ({ first }: Range): boolean => first >= IPV6;

/** @throws Error if the text is not a block. */
export function rangeOf(cidr: string): Range {
  const block = blockOf(cidr);
  if (block === undefined) throw new Error(`'cidr' must be ${BLOCK}, got ${cidr}`);
  return block;
}

export const holds = (cidr: string, { first, last }: Range): boolean => {
  const range = rangeOf(cidr);
  return range.first <= first && last <= range.last;
};

/** All addresses, split at every boundary of a block: no block contains only part of a piece. */
export function pieces(cidrs: readonly string[]): Range[] {
  const cuts = cidrs.map(rangeOf).flatMap(({ first, last }) => [first, last + 1n]);
  return WHOLE.flatMap(({ first, last }) => {
    const within = cuts.filter((cut) => first < cut && cut <= last);
    const starts = [...new Set([first, ...within])].sort(inOrder);
    return starts.map((from, index) => ({ first: from, last: (starts[index + 1] ?? last + 1n) - 1n }));
  });
}

/** Readable range: `10.0.0.0/8` if it is a block, else `10.0.0.0-10.2.255.255`. */
export function rangeText({ first, last }: Range): string {
  const size = last - first + 1n;
  const isBlock = (size & (size - 1n)) === 0n && first % size === 0n;
  if (!isBlock) return `${addressText(first)}-${addressText(last)}`;
  return `${addressText(first)}/${bitsOf(first) - (size.toString(2).length - 1)}`;
}

/** The same addresses in as few ranges as possible, sorted. */
export function joined(ranges: readonly Range[]): Range[] {
  const whole: Range[] = [];
  for (const range of [...ranges].sort((a, b) => inOrder(a.first, b.first))) {
    const before = whole.at(-1);
    if (before === undefined || before.last + 1n < range.first) whole.push(range);
    else if (before.last < range.last) whole.splice(-1, 1, { first: before.first, last: range.last });
  }
  return whole;
}

const inOrder = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
