import { createHash } from 'node:crypto';
import { gitAddress } from '../../constructs/git-address';
import { knownHosts } from '../../constructs/known-hosts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
const address = gitAddress('ssh://git@git.example.com/a.git');

/** As ssh-keygen -l prints it. */
const fingerprint = (line: string): string =>
  createHash('sha256')
    .update(Buffer.from(line.split(' ')[2] as string, 'base64'))
    .digest('base64')
    .replace(/=+$/, '');

// The fingerprints stand in the documentation of each forge, beside the keys.
test.each([
  ['github.com', 'p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM', '+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU'],
  ['gitlab.com', 'HbW3g8zUjNSksFbqTiUWPWg2Bq1x8xdGUrliXFzSnUw', 'eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8'],
  ['bitbucket.org', 'FC73VB6C4OQLSCrjEayhMp9UMxS97caD/Yyi2bhW/J0', 'ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM'],
])('the keys of %s are those with the published fingerprints', (host, ecdsa, ed25519) => {
  const lines = knownHosts(gitAddress(`git@${host}:team/a.git`), undefined)
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual([host, host]);
  expect(lines.map(fingerprint)).toEqual([ecdsa, ed25519]);
});

test.each([
  ['a name', `git.example.com ${key}`],
  ['a list of names', `x,git.example.com ${key}`],
  ['a hashed name', `|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ${key}`],
  ['a pattern', `*.example.com ${key}`],
  ['a certificate authority', `@cert-authority git.example.com ${key}`],
])('%s may name the host', (_, line) => {
  expect(knownHosts(address, line)).toBe(`${line}\n`);
});

test('the case of host names makes no difference, as for ssh', () => {
  expect(knownHosts(gitAddress('git@GitHub.com:team/a.git'), undefined)).toMatch(/^github\.com ecdsa/);
  expect(knownHosts(gitAddress('ssh://git@GIT.example.com:2222/a.git'), `[Git.Example.com]:2222 ${key}`)).toBe(
    `[Git.Example.com]:2222 ${key}\n`,
  );
});

test('a host that nobody knows must be given', () => {
  expect(() => knownHosts(address, undefined)).toThrow(
    new Error(
      "'knownHosts' must name git.example.com, got none: give what 'ssh-keyscan -p 22 git.example.com' prints, " +
        'once compared with what the forge publishes',
    ),
  );
});

test('another host, or another port, is not the one', () => {
  expect(() => knownHosts(address, `other ${key}`)).toThrow("'knownHosts' must name git.example.com, got 1 others");
  expect(() => knownHosts(gitAddress('ssh://git@github.com:2222/a.git'), undefined)).toThrow(
    "'knownHosts' must name [github.com]:2222, got none",
  );
});

test('a private key pasted by mistake goes nowhere, not even into the message', () => {
  expect(() => knownHosts(address, `git.example.com ${key}\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blb`)).toThrow(
    new Error(
      "'knownHosts' must hold lines '<host> <type> <key>', got another in line 2: " +
        'give public host keys, as ssh-keyscan prints them',
    ),
  );
});
