import { Mount } from '../../constructs/mount';
import { run } from './synthesized';

test('a scratch folder is limited, on disk or in memory', () => {
  const onDisk = Mount.scratch('tmp', '/tmp', '1Gi');
  expect(onDisk.volume.emptyDir?.sizeLimit).toBe('1Gi');
  expect(onDisk.volumeMount).toEqual({ name: 'tmp', mountPath: '/tmp' });
  const inMemory = Mount.memory('keys', '/keys', '1Mi').volume.emptyDir;
  expect([inMemory?.medium, inMemory?.sizeLimit]).toEqual(['Memory', '1Mi']);
});

test('configuration and tokens are read-only', () => {
  for (const mount of [Mount.configMap('config', '/config', 'c'), Mount.workspaceToken(run), Mount.apiAccess()])
    expect(mount.volumeMount.readOnly).toBe(true);
});

test('a claim can be written to', () => {
  const mount = Mount.claim('data', '/data', 'my-claim');
  expect(mount.volume).toEqual({ name: 'data', persistentVolumeClaim: { claimName: 'my-claim' } });
  expect(mount.volumeMount).toEqual({ name: 'data', mountPath: '/data' });
});

test('a token for the workspace names the run and is no token for the API server', () => {
  const [source] = Mount.workspaceToken(run).volume.projected?.sources ?? [];
  expect(source?.serviceAccountToken?.audience).toBe('prodigy/team-a/fix-tests-1');
  const [own] = Mount.apiAccess().volume.projected?.sources ?? [];
  expect(own?.serviceAccountToken).not.toHaveProperty('audience');
});
