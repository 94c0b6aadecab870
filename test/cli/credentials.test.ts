import { credentialSources } from '../../cli/cluster/credentials';
import { standard, step } from '../constructs/workflows-under-test';

const url = 'https://git.example.com/a.git';
const claude = { ...standard, commands: [step('/plan', 'claude')] };

test.each([
  ['git-token=env:GIT_TOKEN', { source: 'env', variable: 'GIT_TOKEN' }],
  ['git-token=file:~/.token=1', { source: 'file', path: '~/.token=1' }],
  ['git-token=csi:origin', { source: 'csi', providerClass: 'origin' }],
  ['git-token=existing:team', { source: 'existing', secretName: 'team' }],
  ['git-token=existing:team/pat', { source: 'existing', secretName: 'team', key: 'pat' }],
  [
    'git-token=external:vault/team/git#token',
    {
      source: 'external',
      store: 'vault',
      remoteKey: 'team/git',
      property: 'token',
    },
  ],
  ['git-token=external:vault/team/git', { source: 'external', store: 'vault', remoteKey: 'team/git' }],
])('%s names a source', (text, source) => {
  expect(credentialSources({ credential: [text] }, standard, url)).toEqual({ 'git-token': source });
});

test('a Secret provides what the workflow needs, and single keys may come from elsewhere', () => {
  const fromTeam = { source: 'existing', secretName: 'team' };
  expect(credentialSources({ secret: 'team' }, standard, url)).toEqual({ 'git-token': fromTeam });
  expect(credentialSources({ secret: 'team', anonymous: true }, claude, url)).toEqual({ 'claude-api-key': fromTeam });
  expect(credentialSources({ secret: 'team', credential: ['claude-api-key=env:KEY'] }, claude, url)).toEqual({
    'git-token': fromTeam,
    'claude-api-key': { source: 'env', variable: 'KEY' },
  });
  expect(credentialSources({ secret: 'team' }, standard, 'git@git.example.com:a.git')).toEqual({
    'git-ssh-key': fromTeam,
  });
  expect(credentialSources({}, claude, url)).toBeUndefined();
});

test.each([
  ['git-token=ghp_aVeryRealToken', 'git-token=…'],
  ['git-token=vault:ghp_aVeryRealToken', 'git-token=…'],
  ['git-token=external:vault', 'git-token=…'],
  ['git-token=env:', 'git-token=…'],
  ['ghp_aVeryRealToken', 'a text that is not shown'],
])('%s is refused, and what may be a value is not shown', (text, shown) => {
  expect(() => credentialSources({ credential: [text] }, standard, url)).toThrow(
    new Error(
      `'--credential' must be KEY=SOURCE, got ${shown}: SOURCE is env:NAME, file:PATH, existing:SECRET[/KEY], ` +
        'external:STORE/ENTRY[#FIELD] or csi:CLASS; never the value itself',
    ),
  );
});
