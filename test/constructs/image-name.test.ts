import { checkedImage } from '../../constructs/image-name';

const digest = `@sha256:${'a'.repeat(64)}`;

test.each([
  'agent:1',
  'team/agent:1.2-rc_3',
  'registry.example.com:5000/team/agent:v1',
  `agent${digest}`,
  `ghcr.io/team/agent:1${digest}`,
  `agent:latest${digest}`,
])('%s says which image is meant', (reference) => {
  expect(checkedImage(reference)).toBe(reference);
});

test.each([
  '',
  'agent',
  'agent:latest',
  'agent:',
  'Team/Agent:1',
  'agent@sha256:12',
  ' agent:1',
  'localhost:5000/agent',
])('%j does not', (reference) => {
  expect(() => checkedImage(reference)).toThrow(
    new Error(
      `'image' must be an image with a fixed tag or a digest, got ${reference}: ` +
        'write registry.example.com/team/agent:1.2 or add @sha256:…',
    ),
  );
});
