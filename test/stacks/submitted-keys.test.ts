import * as pulumi from '@pulumi/pulumi';
import { submittedKeys } from '../../stacks/pulumi/submitted-keys';

const secret = {
  metadata: { name: 'prodigy-secrets-a', namespace: 'team' },
  sources: { 'git-token': { source: 'env', variable: 'GIT_TOKEN' } },
} as const;

beforeAll(() =>
  pulumi.runtime.setMocks(
    { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) },
    'demo',
  ),
);
afterAll(() => pulumi.runtime.disconnect());

test('keys come from the encrypted configuration of the stack, and stay secret', async () => {
  pulumi.runtime.setConfig('demo:git-token', 'value');
  const { stringData } = submittedKeys(secret, {});
  expect(await pulumi.isSecret(stringData)).toBe(true);
  const values = await new Promise((resolve) => stringData.apply(resolve));
  expect(values).toEqual({ 'git-token': 'value' });
});

test('a key that the stack does not have is named', () => {
  const sources = { 'claude-api-key': secret.sources['git-token'] };
  expect(() => submittedKeys({ ...secret, sources }, {})).toThrow(
    /^Missing required configuration variable 'demo:claude-api-key'/,
  );
});
