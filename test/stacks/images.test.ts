import { parseImages } from '../../stacks/images';

const agent = { repository: 'registry.example.com:5000/team/agent', tag: '1.2', digest: null };
const redis = { repository: 'redis', tag: '7', digest: `sha256:${'0'.repeat(64)}` };
const parse = (value: unknown) => parseImages(JSON.stringify(value), 'images.lock');

test('a lock names both images', () => {
  expect(parse({ agent, redis })).toEqual({ agent, redis });
});

test.each([
  [
    { agent: { ...agent, tag: 'latest' }, redis },
    "'images.lock.agent.tag' must be a fixed tag, never latest: see images.lock",
  ],
  [
    { agent: { ...agent, digest: 'sha256:1' }, redis },
    "'images.lock.agent.digest' must be null or sha256: and 64 hexadecimal digits: see images.lock",
  ],
  [
    { agent: { ...agent, repository: 'A B' }, redis },
    "'images.lock.agent.repository' must be a repository such as ghcr.io/team/image: see images.lock",
  ],
  [
    { agent },
    "'images.lock.redis' must hold the images agent and redis with repository, tag and digest alone: see images.lock",
  ],
])('%j is refused', (lock, message) => {
  expect(() => parse(lock)).toThrow(new Error(message));
});

test('what is no JSON is refused', () => {
  expect(() => parseImages('agent: 1', 'my.lock')).toThrow(/^'my.lock' must be JSON, got .*: see images.lock$/);
});
