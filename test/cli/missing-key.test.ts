import { missingKey } from '../../cli/cluster/missing-key';

const items = (...keys: string[]) => keys.map((key) => ({ key, path: key }));
const single = { volumes: [{ name: 'secrets', secret: { secretName: 'team', items: items('API_KEY', 'OTHER') } }] };
const several = {
  volumes: [
    {
      name: 'secrets',
      projected: { sources: [{ secret: { name: 'team', items: items('API_KEY') } }, { secret: { name: 'late' } }] },
    },
  ],
};
const brings = (key: string) =>
  `key ${key} of Secret team is missing: add it with prodigy-k8s secrets apply team --credential ${key}=SOURCE`;

test('a Secret that is not there is told by the keys that the pod wants of it', () => {
  const message = 'MountVolume.SetUp failed for volume "secrets" : secret "team" not found';
  expect(missingKey(message, single)).toBe(`${brings('API_KEY')}; ${brings('OTHER')}`);
});

test('a key that is not there is told with its Secret', () => {
  const message = 'MountVolume.SetUp failed for volume "secrets" : references non-existent secret key: API_KEY';
  expect(missingKey(message, several)).toBe(brings('API_KEY'));
});

test.each(['MountVolume.SetUp failed for volume "workspace" : no space left', 'secret "other" not found'])(
  'other words of the kubelet stay as they are: %s',
  (message) => {
    expect(missingKey(message, single)).toBe(message);
    expect(missingKey(message, undefined)).toBe(message);
  },
);
