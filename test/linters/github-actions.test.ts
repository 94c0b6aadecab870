import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionlint } from '../../tools/linters';

const folder = join(__dirname, '../../docs/how-to/github-actions');

/** What actionlint says of a workflow: its form, its expressions, the inputs of well-known actions. */
async function complaints(text: string): Promise<string[]> {
  const { status, stdout, stderr } = spawnSync(await actionlint(), ['-shellcheck=', '-format', '{{json .}}', '-'], {
    input: text,
    encoding: 'utf8',
  });
  if (status !== 0 && status !== 1) throw new Error(`actionlint must exit with 0 or 1, got ${status}: ${stderr}`);
  return (JSON.parse(stdout) as { kind: string; message: string }[]).map(({ kind, message }) => `${kind}: ${message}`);
}

test.each(readdirSync(folder))(
  'GitHub can read %s: keys, expressions and inputs of actions are known',
  async (file) => {
    expect(await complaints(readFileSync(join(folder, file), 'utf8'))).toEqual([]);
  },
);

test.each([
  ['fetch-depth:', 'fetch-depht:', /^action: input "fetch-depht" is not defined in action "actions\/checkout@v4"/],
  ['runs-on:', 'run-on:', /^syntax-check: "runs-on" section is missing/],
  ['github.event.pull_request.base.sha', 'github.evnt.base', /^expression: property "evnt" is not defined/],
  ['contents: read', 'contents: some', /^permissions: "some" is invalid for permission of scope "contents"/],
])('%s written as %s is found', async (right, wrong, message) => {
  const text = readFileSync(join(folder, 'review.yaml'), 'utf8');
  expect(text).toContain(right);
  expect(await complaints(text.replace(right, wrong))).toContainEqual(expect.stringMatching(message));
});
