import { gitAddress } from '../../constructs/git-address';

test.each([
  ['https://git.example.com/a.git', 'https', 'git.example.com', 443],
  ['https://git.example.com:8443/a.git', 'https', 'git.example.com', 8443],
  ['ssh://git@git.example.com/a.git', 'ssh', 'git.example.com', 22],
  ['ssh://git@git.example.com:2222/a.git', 'ssh', 'git.example.com', 2222],
])('%s names protocol, host and port', (url, protocol, host, port) => {
  expect(gitAddress(url)).toEqual({ url, protocol, host, port });
});

test.each([
  ['git@github.com:team/a.git', 'ssh://git@github.com/team/a.git'],
  ['git@github.com:/team/a.git', 'ssh://git@github.com/team/a.git'],
])('%s is an SSH address', (given, url) => {
  expect(gitAddress(given)).toEqual({ url, protocol: 'ssh', host: 'github.com', port: 22 });
});

const SSH = 'name a user, a host and a path, none of them like an option';

test.each([
  ['http://git.example.com/a.git', 'begin with https:// or ssh://'],
  ['file:///etc', 'begin with https:// or ssh://'],
  ['/srv/a.git', 'begin with https:// or ssh://'],
  ['host:a.git', 'begin with https:// or ssh://'],
  ['', 'begin with https:// or ssh://'],
  ['--upload-pack=touch hacked', 'hold neither white space nor control characters'],
  ['--upload-pack=x', 'not begin with a dash'],
  ['ext::sh', 'not name a transport helper (::)'],
  ['https://git.example.com/a.git\nb', 'hold neither white space nor control characters'],
  ['https://', 'be a URL'],
  ['https://me:hunter2@git.example.com/a.git', 'hold no credentials', 'https://***@git.example.com/a.git'],
  ['https://hunter2@git.example.com/a.git', 'hold no credentials', 'https://***@git.example.com/a.git'],
  ['ssh://git:hunter2@git.example.com/a.git', 'hold no credentials', 'ssh://***@git.example.com/a.git'],
  ['https://git.example.com/a.git?token=hunter2', 'end with its path', 'https://git.example.com/a.git?***'],
  ['https://git.example.com/a.git#hunter2', 'end with its path', 'https://git.example.com/a.git?***'],
  ['ssh://git.example.com/a.git', SSH],
  ['ssh://git@git.example.com', SSH, 'ssh://***@git.example.com'],
  ['ssh://git@-oProxyCommand=x/a', SSH, 'ssh://***@-oProxyCommand=x/a'],
  ['ssh://-oProxyCommand=x@host/a', SSH, 'ssh://***@host/a'],
  ['-oProxyCommand=x@host:a', SSH],
  ['git@-oProxyCommand=x:a', SSH],
  ['ssh://git@host:99999/a', 'name a port below 65536', 'ssh://***@host:99999/a'],
])('the address %j is refused, and no message shows where a secret may stand', (bad, rule, shown = bad) => {
  expect(() => gitAddress(bad)).toThrow(
    new Error(
      `'repository.url' must ${rule}, got ${JSON.stringify(shown)}: ` +
        'give https://<host>/<path> or ssh://<user>@<host>/<path>, and put the token or key into the Secret',
    ),
  );
});
