import { addressOf, addressText, bitsOf, IPV6 } from './address';

/** Addresses from `first` to `last`, as numbers: all of IPv4, or all of IPv6. */
export interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** All addresses of a kind. */
const WHOLE: readonly Range[] = [0n, IPV6].map((first) => ({ first, last: first + 2n ** BigInt(bitsOf(first)) - 1n }));

/** What a text must be that {@link rangeOf} takes. */
export const BLOCK = 'a block of addresses such as 10.0.0.0/8 or 2001:db8::/32';

/** The addresses of a block; undefined where the text is none. */
export function blockOf(cidr: string): Range | undefined {
  const [, text = '', length = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(cidr) ?? [];
  const address = addressOf(text);
  if (address === undefined || Number(length) > bitsOf(address)) return undefined;
  const size = 2n ** BigInt(bitsOf(address) - Number(length));
  const first = address - (address % size);
  return { first, last: first + size - 1n };
}

/** A single address as a block; a block as it is. */
export const asBlock = (text: string): string => {
  const address = addressOf(text);
  return address === undefined ? text : `${text}/${bitsOf(address)}`;
};

export const isIpv6 = ({ first }: Range): boolean => first >= IPV6;

/** @throws Error where the text is no block. */
export function rangeOf(cidr: string): Range {
  const block = blockOf(cidr);
  if (block === undefined) throw new Error(`'cidr' must be ${BLOCK}, got ${cidr}`);
  return block;
}

export const holds = (cidr: string, { first, last }: Range): boolean => {
  const range = rangeOf(cidr);
  return range.first <= first && last <= range.last;
};

/** All addresses, cut wherever a block begins or ends: no block holds a part of a piece. */
export function pieces(cidrs: readonly string[]): Range[] {
  const cuts = cidrs.map(rangeOf).flatMap(({ first, last }) => [first, last + 1n]);
  return WHOLE.flatMap(({ first, last }) => {
    const within = cuts.filter((cut) => first < cut && cut <= last);
    const starts = [...new Set([first, ...within])].sort(inOrder);
    return starts.map((from, index) => ({ first: from, last: (starts[index + 1] ?? last + 1n) - 1n }));
  });
}

/** For people: `10.0.0.0/8` where that is a block, else `10.0.0.0-10.2.255.255`. */
export function rangeText({ first, last }: Range): string {
  const size = last - first + 1n;
  const isBlock = (size & (size - 1n)) === 0n && first % size === 0n;
  if (!isBlock) return `${addressText(first)}-${addressText(last)}`;
  return `${addressText(first)}/${bitsOf(first) - (size.toString(2).length - 1)}`;
}

/** The same addresses in as few ranges as can be, in their order. */
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
