import { kustomizationText } from '../../stacks/kustomization';

test('files are listed by name, the namespace before all others', () => {
  expect(kustomizationText(['role.yaml', 'namespace.yaml', 'limitrange.limits.yaml'])).toBe(
    [
      'apiVersion: kustomize.config.k8s.io/v1beta1',
      'kind: Kustomization',
      'resources:',
      '  - namespace.yaml',
      '  - limitrange.limits.yaml',
      '  - role.yaml',
      '',
    ].join('\n'),
  );
});

test('a folder without a namespace lists what it has', () => {
  expect(kustomizationText(['b.yaml', 'a.yaml'])).toContain('resources:\n  - a.yaml\n  - b.yaml\n');
});
