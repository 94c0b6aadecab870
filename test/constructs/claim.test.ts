import { type ClaimProps, claim } from '../../constructs/claim';
import { Component } from '../../contract/labels';
import { only, type Rendered, run, synthesized } from './synthesized';

const required: ClaimProps = { run, name: 'a', component: Component.WORKSPACE, storageClass: 'gp3', size: '10Gi' };
const specOf = (props: Partial<ClaimProps> = {}): Rendered =>
  only(
    synthesized((scope) => void claim(scope, 'Claim', { ...required, ...props })),
    'PersistentVolumeClaim',
  ).spec;

test.each(['1.5Gi', '10G', '512Mi', '1073741824'])('%s is a size', (size) => {
  expect(specOf({ size }).resources.requests.storage).toBe(size);
});

test('one pod writes, unless the class asks for another mode', () => {
  const everything: Required<ClaimProps> = { ...required, accessMode: 'ReadWriteOncePod' };
  expect(specOf(everything).accessModes).toEqual(['ReadWriteOncePod']);
  expect(specOf().accessModes).toEqual(['ReadWriteOnce']);
});

test('a claim that nobody can write to is refused', () => {
  expect(() => specOf({ accessMode: 'ReadOnlyMany' })).toThrow(
    new Error("'accessMode' must let one pod write, got ReadOnlyMany: leave it out for ReadWriteOnce"),
  );
});

test.each(['', '10 GB', '500m', '0Gi', '-1', '10ki'])('%j is no size', (size) => {
  expect(() => specOf({ size })).toThrow(
    new Error(`'size' must be a Kubernetes quantity of bytes, got ${JSON.stringify(size)}: write 20Gi`),
  );
});
