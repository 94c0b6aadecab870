import * as pulumi from '@pulumi/pulumi';
import { refuseUntakenValues, submittedKeys } from '../../../stacks/pulumi/submitted-keys';

const secret = {
  metadata: { name: 'prodigy-secrets-a', namespace: 'team' },
  sources: { 'git-token': { source: 'env', variable: 'GIT_TOKEN' }, other: { source: 'file', path: 'other' } },
} as const;

beforeAll(() =>
  pulumi.runtime.setMocks(
    { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) },
    'demo',
  ),
);
afterAll(() => pulumi.runtime.disconnect());

const parent = () => new pulumi.ComponentResource('test:index:Parent', 'parent');
const settled = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => output.apply(resolve));

test('values are secret, from the input to what is read back, and as the API server takes them', async () => {
  const { data } = submittedKeys(secret, { 'git-token': 'valüe', other: pulumi.output('late') }, { parent: parent() });
  expect(await pulumi.isSecret(data)).toBe(true);
  expect(await settled(data)).toEqual({
    'git-token': Buffer.from('valüe').toString('base64'),
    other: Buffer.from('late').toString('base64'),
  });
});

test('values that are known later as a whole are taken as well', async () => {
  const values = pulumi.secret({ 'git-token': 'a', other: 'b' });
  expect(await settled(submittedKeys(secret, values, { parent: parent() }).data)).toEqual({
    'git-token': 'YQ==',
    other: 'Yg==',
  });
});

test('a key without a value is named at once', () => {
  expect(() => submittedKeys(secret, { 'git-token': 'a' }, { parent: parent() })).toThrow(
    new pulumi.RunError(
      "'secretValues' must hold other, got nothing: give its value, or name another source for it in 'credentials'",
    ),
  );
});

const untaken = (what: string) =>
  new pulumi.RunError(
    `'secretValues' must hold keys alone that 'credentials' take from env or file, got ${what}: ` +
      'name its source there, or leave its value out',
  );

test('a value that the run does not take is refused by its key', () => {
  expect(() => refuseUntakenValues({ 'git-token': 'a', git_token: 'b' }, secret)).toThrow(untaken('git_token'));
  expect(() => refuseUntakenValues({ 'git-token': 'a' })).toThrow(untaken('git-token'));
  expect(() => refuseUntakenValues(pulumi.output({ other: 'a' }))).toThrow(untaken('keys that are known later'));
  expect(() => refuseUntakenValues({ 'git-token': 'a' }, secret)).not.toThrow();
  expect(() => refuseUntakenValues(pulumi.output({ other: 'a' }), secret)).not.toThrow();
  expect(() => refuseUntakenValues({})).not.toThrow();
});
