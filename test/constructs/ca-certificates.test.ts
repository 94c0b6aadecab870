import { caCertificates, caEnvironment } from '../../constructs/ca-certificates';
import { gitAddress } from '../../constructs/git-address';

const https = gitAddress('https://git.example.com/a.git');
const block = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`;

test('certificates are taken without what people write between them', () => {
  const text = `the root\n${block('TUlJ\nQQ==')}\r\nand another\n${block('QUJD').replace(/\n/g, '\r\n')}\n`;
  expect(caCertificates(https, text)).toBe(`${block('TUlJ\nQQ==')}\n${block('QUJD')}\n`);
});

test('a text without a certificate is refused', () => {
  expect(() => caCertificates(https, 'authority.pem')).toThrow(
    new Error(
      "'repository.caCertificates' must hold certificates in PEM and nothing secret, got none: " +
        'give the public certificate of the authority',
    ),
  );
});

test('a private key beside the certificate is refused, and not shown', () => {
  const key = '-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n';
  expect(() => caCertificates(https, `${key}${block('TUlJ')}`)).toThrow(
    new Error(
      "'repository.caCertificates' must hold certificates in PEM and nothing secret, got a private key: " +
        'give the public certificate of the authority',
    ),
  );
});

test('SSH has host keys instead', () => {
  expect(() => caCertificates(gitAddress('ssh://git@git.example.com/a.git'), block('TUlJ'))).toThrow(
    new Error(
      "'repository.caCertificates' must be given with an https:// address, got ssh://git@git.example.com/a.git: " +
        "for SSH give the host's keys as 'knownHosts'",
    ),
  );
});

test('no variable is set where the image decides', () => {
  expect(caEnvironment(undefined)).toEqual([]);
});
