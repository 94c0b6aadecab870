import { fits } from '../../cli/commands/version';
import { VERSION } from '../../cli/version';

const REPOSITORY = 'ghcr.io/team/agent';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const tagged = { repository: REPOSITORY, tag: VERSION, digest: null };
const locked = { ...tagged, digest: DIGEST };
const special = { ...tagged, tag: `${VERSION}-claude-2` };

test.each([
  ['yes', 'the tag of this version', `${REPOSITORY}:${VERSION}`, tagged],
  ['yes', 'the digest of this program', `${REPOSITORY}@${DIGEST}`, locked],
  ['yes', 'the tag of this version, before its digest was known', `${REPOSITORY}:${VERSION}`, locked],
  ['yes', "this program's tag, whatever it is", `${REPOSITORY}:${VERSION}-claude-2`, special],
  ['no', 'the tag of another version', `${REPOSITORY}:0.0.1`, tagged],
  ['no', 'the tag of another version, beside a digest', `${REPOSITORY}:0.0.1`, locked],
  ['unknown', 'another digest', `${REPOSITORY}@sha256:${'b'.repeat(64)}`, locked],
  ['unknown', 'a digest where none is known here', `${REPOSITORY}@${DIGEST}`, tagged],
  ['unknown', 'an image of somebody else', `registry.example.com/agent:${VERSION}`, locked],
] as const)('%s for a run with %s', (answer, _, image, own) => {
  expect(fits(image, own)).toBe(answer);
});
