import { submoduleAddress } from '../../../../runtime/adapters/submodules/submodule-address';

const HTTPS = 'https://git.example.com/team/project.git';
const SSH = 'ssh://git@git.example.com/team/project.git';

test.each([
  ['../lib.git', HTTPS, 'https://git.example.com/team/lib.git'],
  ['../../other/lib.git', HTTPS, 'https://git.example.com/other/lib.git'],
  ['./lib', HTTPS, 'https://git.example.com/team/project.git/lib'],
  ['../lib.git', `${HTTPS}/`, 'https://git.example.com/team/lib.git'],
  ['../lib.git', SSH, 'ssh://git@git.example.com/team/lib.git'],
  ['../lib.git', 'https://git.example.com:8443/a.git', 'https://git.example.com:8443/lib.git'],
  ['https://GIT.example.com/x/lib.git', HTTPS, 'https://git.example.com/x/lib.git'],
  ['https://git.example.com:443/x/lib.git', HTTPS, 'https://git.example.com/x/lib.git'],
  ['https://somebody@git.example.com/x/lib.git', HTTPS, 'https://git.example.com/x/lib.git'],
  ['git@git.example.com:x/lib.git', SSH, 'ssh://git@git.example.com/x/lib.git'],
])('%s beside %s is %s', (url, parent, address) => {
  expect(submoduleAddress(url, parent)).toBe(address);
});

test.each([
  ['git@git.example.com:x/lib.git', HTTPS, 'https://git.example.com/x/lib.git'],
  ['ssh://git@git.example.com:7999/x/lib.git', HTTPS, 'https://git.example.com/x/lib.git'],
  ['https://git.example.com/x/lib.git', SSH, 'ssh://git@git.example.com/x/lib.git'],
])("%s, of the other protocol on origin's host, is asked for as origin is", (url, parent, address) => {
  expect(submoduleAddress(url, parent)).toBe(address);
});

test.each([
  'https://elsewhere.example.com/lib.git',
  'https://git.example.com.elsewhere.com/lib.git',
  'https://git.example.com@elsewhere.com/lib.git',
  'https://git.example.com:9999/lib.git',
  'https://user:password@git.example.com/lib.git',
  'http://git.example.com/lib.git',
  'git://git.example.com/lib.git',
  'file:///etc',
  '/etc',
  'lib.git',
  '../../../lib.git',
  '../a/../../b.git',
  '--upload-pack=id',
  '-u./lib',
  'ext::sh -c id',
  '../ext::sh',
  '../lib git',
  '../lib\r',
  '../lib\n',
  '..\\lib',
  '',
])('%j is nothing that the credentials of origin may go to', (url) => {
  expect(submoduleAddress(url, HTTPS)).toBeNull();
});
