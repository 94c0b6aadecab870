/** Number of the address `::`: IPv6 addresses come after all of IPv4, with a gap. */
export const IPV6 = 2n ** 128n;

/** Length of an address in bits. */
export const bitsOf = (address: bigint): number => (address < IPV6 ? 32 : 128);

/** An address as a number; undefined if the text is not one. */
export const addressOf = (text: string): bigint | undefined => ipv4(text) ?? ipv6(text);

const BYTE = /^(0|[1-9]\d{0,2})$/;

function ipv4(text: string): bigint | undefined {
  const bytes = text.split('.');
  if (bytes.length !== 4 || !bytes.every((byte) => BYTE.test(byte) && Number(byte) < 256)) return undefined;
  return bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** Groups of 16 bits in an IPv6 address. */
const GROUPS = 8;

/** The URL parser accepts every notation and normalises it. */
function ipv6(text: string): bigint | undefined {
  const url = `http://[${text}]`;
  if (!/^[\da-f:.]+$/i.test(text) || !URL.canParse(url)) return undefined;
  const sides = hostOf(url).split('::');
  const [head = [], tail = []] = sides.map((side) => side.split(':').filter((group) => group !== ''));
  const zeros = new Array<string>(GROUPS - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].reduce((sum, group) => sum * 2n ** 16n + BigInt(`0x${group}`), 0n) + IPV6;
}

/** The address with this number. */
export function addressText(address: bigint): string {
  if (address < IPV6) return parts(address, 4, 8).join('.');
  const groups = parts(address - IPV6, GROUPS, 16).map((group) => group.toString(16));
  return hostOf(`http://[${groups.join(':')}]`);
}

/** Most significant part first. */
const parts = (number: bigint, count: number, bits: number): bigint[] =>
  Array.from({ length: count }, (_, index) => BigInt.asUintN(bits, number >> BigInt(bits * (count - 1 - index))));

const hostOf = (url: string): string => new URL(url).hostname.slice(1, -1);
