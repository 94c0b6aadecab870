import { holds, joined, pieces, rangeOf, rangeText } from '../../../review/network/address-blocks';

test('a block is what it spans, wherever in it the address lies', () => {
  expect(rangeText(rangeOf('10.1.2.3/8'))).toBe('10.0.0.0/8');
  expect(rangeText(rangeOf('203.0.113.7/32'))).toBe('203.0.113.7/32');
  expect(rangeText(rangeOf('2001:DB8:0:0:1::7/64'))).toBe('2001:db8::/64');
  expect(rangeText(rangeOf('::ffff:10.1.2.3/104'))).toBe('::ffff:a00:0/104');
  expect(rangeText(rangeOf('2001:db8:1:2:3:4:5:6/128'))).toBe('2001:db8:1:2:3:4:5:6/128');
});

test('what is no block is refused', () => {
  const message = "'cidr' must be a block of addresses such as 10.0.0.0/8 or 2001:db8::/32, got ";
  const ofIPv4 = ['10.0.0.0', '10.0.0.0/33', '256.0.0.0/8', '010.0.0.0/8', '10.0.0/8', '10.0.0.0/08', '10.0.0.0/8/8'];
  const ofIPv6 = ['::', '::/129', '::/-1', '1::2::/64', '1:2:3:4:5:6:7/64', 'fe80::1%eth0/64', '::g/64', '::1]/64'];
  for (const cidr of ['', '/', ...ofIPv4, ...ofIPv6])
    expect(() => rangeOf(cidr)).toThrow(new Error(`${message}${cidr}`));
});

test('all addresses are cut where a block begins and where it ends, and nowhere else', () => {
  expect(pieces(['10.0.0.0/8', '10.2.0.0/16']).map(rangeText)).toEqual([
    '0.0.0.0-9.255.255.255',
    '10.0.0.0/15',
    '10.2.0.0/16',
    '10.3.0.0-10.255.255.255',
    '11.0.0.0-255.255.255.255',
    '::/0',
  ]);
  expect(pieces(['0.0.0.0/0', '255.0.0.0/8', '::/0', 'ff00::/8']).map(rangeText)).toEqual([
    '0.0.0.0-254.255.255.255',
    '255.0.0.0/8',
    '::-feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'ff00::/8',
  ]);
});

test('pieces that follow each other are one range again, whatever their order', () => {
  expect(joined(pieces(['10.0.0.0/8', '10.2.0.0/16']).toReversed()).map(rangeText)).toEqual(['0.0.0.0/0', '::/0']);
  const apart = ['192.168.0.0/16', '10.0.0.0/8', '10.0.0.0/9', '11.0.0.0/8'].map(rangeOf);
  expect(joined(apart).map(rangeText)).toEqual(['10.0.0.0/7', '192.168.0.0/16']);
});

test('a block holds the pieces that lie in it', () => {
  expect(holds('10.0.0.0/8', rangeOf('10.2.0.0/16'))).toBe(true);
  expect(holds('10.2.0.0/16', rangeOf('10.0.0.0/8'))).toBe(false);
  expect(holds('2001:db8::/32', rangeOf('2001:db8:1::/48'))).toBe(true);
});

test('no block holds addresses of both kinds', () => {
  expect(holds('::/0', rangeOf('10.0.0.0/8'))).toBe(false);
  expect(holds('0.0.0.0/0', rangeOf('::a00:0/104'))).toBe(false);
});
