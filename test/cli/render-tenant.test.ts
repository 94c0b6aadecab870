import { parseAllDocuments } from 'yaml';
import { Scratch } from './prodigy';

const scratch = new Scratch();
afterAll(() => scratch.remove());

test('a tenant has a namespace of its own, which comes first, and everything in it', () => {
  const { status, stdout } = scratch.prodigy('render-tenant', '--cluster', 'edge', '--tenant', 'team-a');
  expect(status).toBe(0);
  const [namespace, ...rest] = parseAllDocuments(stdout).map((document) => document.toJS());
  expect(namespace).toMatchObject({ kind: 'Namespace', metadata: { name: 'prodigy-edge-tenant-team-a' } });
  expect(rest.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['ResourceQuota', 'LimitRange', 'Role']));
  expect(new Set(rest.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['prodigy-edge-tenant-team-a']));
});

test('the namespace is made from what other flags and facts say, and its origin is told', () => {
  const flags = ['--cluster', 'edge', '-n', 'shared', '--tenant', 'team-a', '-o', 'json'];
  const { facts } = JSON.parse(scratch.prodigy('explain-config', ...flags).stdout);
  expect(facts).toContainEqual({ fact: 'namespace', value: 'shared-tenant-team-a', origin: '--tenant' });
});

test('a tenant whose name cannot be part of a namespace is refused', () => {
  const { status, stderr } = scratch.prodigy('render-tenant', '--cluster', 'edge', '--tenant', 'Team A');
  expect(status).toBe(2);
  expect(stderr).toBe(
    `prodigy-k8s: 'tenant' must be lower-case letters, digits and dashes, at most 24, got "Team A": ` +
      'it becomes part of a namespace\n',
  );
});
