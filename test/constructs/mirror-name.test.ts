import { mirrorName, mirrorOf } from '../../constructs/mirror-name';
import { MIRROR_NAME } from '../../contract/repository-cache';

const url = 'https://git.example.com/team/Project.git';

test('a mirror is named by the last word of its address and a hash', () => {
  expect(mirrorName(url)).toMatch(/^project-[0-9a-f]{12}$/);
});

test.each([
  'https://git.example.com/team/Project',
  'https://git.example.com/team/Project/',
  'https://GIT.example.com/team/Project.git',
  'https://git.example.com:443/team/Project.git',
  'ssh://git@git.example.com/team/Project.git',
  'ssh://git@git.example.com:22/team/Project.git',
  'git@git.example.com:team/Project.git',
])('%s is the same repository', (other) => {
  expect(mirrorName(other)).toBe(mirrorName(url));
});

test.each([
  'https://git.example.com/team/project.git',
  'https://git.example.com/team-a/Project.git',
  'https://git.example.org/team/Project.git',
  'https://git.example.com:8443/team/Project.git',
  'https://git.example.com/team/Project.git.git',
])('%s is another repository', (other) => {
  expect(mirrorName(other)).not.toBe(mirrorName(url));
});

test.each(['https://host/', 'https://host/_.git', `https://host/${'x'.repeat(300)}`, 'https://host/a%20b', 'host'])(
  'whatever the address, the name can be a folder, a volume and a part of a URL: %s',
  (address) => {
    expect(mirrorName(address)).toMatch(MIRROR_NAME);
    expect(`secrets-${mirrorName(address)}`.length).toBeLessThanOrEqual(63);
  },
);

test('a cache has a mirror of what its facts name', () => {
  const cache = { repositories: [{ url }] };
  expect(mirrorOf('git@git.example.com:team/Project', cache)).toBe(mirrorName(url));
  expect(mirrorOf('https://git.example.com/team/other.git', cache)).toBeUndefined();
  expect(mirrorOf(url, undefined)).toBeUndefined();
});
