import { GitClone, type GitCloneProps } from '../../constructs/git-clone';
import { Mount } from '../../constructs/mount';
import { repository } from './synthesized';

const amounts = { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' };

test('the init container clones into what the pod shares, with the credentials of the repository', () => {
  const shared = Mount.claim('workspace', '/workspace', 'a-claim');
  const token = Mount.secretFiles([{ secretName: 'team-keys', key: 'git-token', path: 'git-token' }]);
  const auth = {
    ...repository.auth,
    settings: () => repository.authSettings,
    mounts: [token],
    env: [{ name: 'A', value: 'b' }],
  };
  const everything: Required<GitCloneProps> = {
    repository: { ...repository, auth, caCertificates: 'pem' },
    image: 'registry.example.com/agent:1',
    mounts: [shared],
    resources: { requests: amounts, limits: amounts },
  };
  expect(new GitClone(everything).container).toEqual({
    name: 'git-clone',
    image: 'registry.example.com/agent:1',
    args: ['clone'],
    env: [
      { name: 'A', value: 'b' },
      { name: 'GIT_SSL_CAINFO', value: '/config/ca-certificates.pem' },
      { name: 'NODE_EXTRA_CA_CERTS', value: '/config/ca-certificates.pem' },
    ],
    mounts: [shared, token],
    resources: { requests: amounts, limits: amounts },
  });
});
