import { allowedHost } from '../../constructs/allowed-host';

test.each([
  ['registry.npmjs.org', { kind: 'name', name: 'registry.npmjs.org', port: 443 }],
  ['*.example.com:8443', { kind: 'name', name: '*.example.com', port: 8443 }],
  ['10.20.0.0/16:5432', { kind: 'block', cidr: '10.20.0.0/16', port: 5432 }],
  ['203.0.113.7/32', { kind: 'block', cidr: '203.0.113.7/32', port: 443 }],
  ['169.0.0.0/9', { kind: 'block', cidr: '169.0.0.0/9', port: 443 }],
  ['11.0.0.0/8', { kind: 'block', cidr: '11.0.0.0/8', port: 443 }],
])('%s is a place', (text, host) => {
  expect(allowedHost(text)).toEqual(host);
});

const everything = "not mean everything: name the hosts, or set 'publicHttps' for HTTPS to all public addresses";
const metadata = "not reach 169.254.0.0/16: the cloud's metadata service hands out the node's credentials";
const form =
  'be lower-case host names or IPv4 blocks, with a port or without: ' +
  'write registry.npmjs.org, *.example.com:8443 or 10.20.0.0/16:5432';

test.each([
  ['*', everything],
  ['*:443', everything],
  ['*.*', everything],
  ['*.com', everything],
  ['0.0.0.0/0', everything],
  ['128.0.0.0/1', everything],
  ['169.254.169.254/32', metadata],
  ['169.254.0.0/16', metadata],
  ['169.254.128.0/17:80', metadata],
  ['169.0.0.0/8', metadata],
  ['metadata.google.internal', metadata],
  ['instance-data', metadata],
  ['10.0.0.1', 'name addresses as a block: write 10.0.0.1/32'],
  ['169.254.169.254:80', 'name addresses as a block: write 169.254.169.254/32'],
  ['10.1.2.3/8', 'name the first address of its block: write 10.0.0.0/8'],
  ['10.0.0.77/26', 'name the first address of its block: write 10.0.0.64/26'],
  ['10.0.0.0/33', 'be an IPv4 block: write four numbers up to 255 and a prefix up to 32'],
  ['10.0.0.256/32', 'be an IPv4 block: write four numbers up to 255 and a prefix up to 32'],
  ['pypi.org:0', 'have a port from 1 to 65535: write registry.npmjs.org:443'],
  ['pypi.org:65536', 'have a port from 1 to 65535: write registry.npmjs.org:443'],
  ['', form],
  ['https://pypi.org', form],
  ['Pypi.org', form],
  ['a.*.example.com', form],
  ['localhost', form],
  ['fd00::/8', form],
  ['pypi.org\n', form],
])('%j is refused', (text, message) => {
  const [rule, wayOut] = message.split(/: (.*)/s);
  expect(() => allowedHost(text)).toThrow(
    new Error(`'allowHosts' must ${rule}, got ${JSON.stringify(text)}: ${wayOut}`),
  );
});
