import { widerGrants } from '../../../review/diff/grants';

const role = (...rules: object[]) => ({ apiVersion: 'v1', kind: 'ClusterRole', metadata: { name: 'a' }, rules });
const paths = (...nonResourceURLs: string[]) => role({ nonResourceURLs, verbs: ['get'] });
const all = role({ apiGroups: ['*'], resources: ['*'], verbs: ['*'] });

test.each([
  ['another path', paths('/healthz'), paths('/metrics'), ['get path /metrics']],
  ['every path', paths('/healthz'), paths('*'), ['get path *']],
  ['another verb', paths('/healthz'), role({ nonResourceURLs: ['/healthz'], verbs: ['*'] }), ['* path /healthz']],
  ['a path of many', paths('/healthz/*'), paths('/healthz/etcd', '/healthz/a/*'), []],
  ['more than many', paths('/healthz/*'), paths('/healthz', '/health*'), ['get path /health*', 'get path /healthz']],
  ['a path of all', paths('*'), paths('/metrics'), []],
  ['a path, for who may do all with all resources', all, paths('/metrics'), ['get path /metrics']],
  ['all resources, for who may read all paths', paths('*'), all, ['* */*']],
  [
    'a resource by a name that begins as another',
    role({ apiGroups: [''], resources: ['pods*'], verbs: ['get'] }),
    role({ apiGroups: [''], resources: ['pods/log'], verbs: ['get'] }),
    ['get pods/log'],
  ],
])('%s', (_, base, head, expected) => {
  expect(widerGrants(base, head)).toEqual(expected);
});
