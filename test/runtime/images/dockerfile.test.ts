import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dockerfile = readFileSync(join(__dirname, '../../../runtime/images/Dockerfile'), 'utf8');

/** The instructions, each on one line. */
const instructions = dockerfile
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter(Boolean);
const place = (start: string): number => instructions.findIndex((line) => line.startsWith(start));
const claudeLayer = instructions[place('ARG CLAUDE_CODE_VERSION') + 1]!;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dockerfile-'));
  mkdirSync(join(root, 'bin'));
  for (const program of ['npm', 'node', 'claude']) {
    const script = `#!/bin/sh\necho "${program} $*" >> "${root}/calls"\n[ "$1" != root ] || echo /usr/lib/node_modules\n`;
    writeFileSync(join(root, 'bin', program), script, { mode: 0o755 });
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Run the layer as the build does; programs that install note how they were called. */
function build(version: string): { readonly status: number; readonly stderr: string; readonly calls: string[] } {
  writeFileSync(join(root, 'calls'), '');
  const env = { PATH: `${join(root, 'bin')}:${process.env.PATH}`, CLAUDE_CODE_VERSION: version };
  let [status, stderr] = [0, ''];
  try {
    execFileSync('sh', ['-c', claudeLayer.replace(/^RUN /, '')], { env, stdio: 'pipe' });
  } catch (error) {
    ({ status, stderr } = { status: 1, stderr: String((error as { stderr: Buffer }).stderr) });
  }
  return { status, stderr, calls: readFileSync(join(root, 'calls'), 'utf8').split('\n').filter(Boolean) };
}

test('without a version the image has no claude, and nothing is asked of a registry', () => {
  expect(instructions).toContain('ARG CLAUDE_CODE_VERSION=');
  expect(build('')).toEqual({ status: 0, stderr: '', calls: [] });
});

test('with a version the image has that one, put in place and tried', () => {
  expect(build('2.1.330').calls).toEqual([
    'npm install --global --ignore-scripts --no-audit --no-fund @anthropic-ai/claude-code@2.1.330',
    'npm root --global',
    'node /usr/lib/node_modules/@anthropic-ai/claude-code/install.cjs',
    'npm cache clean --force',
    'claude --version',
  ]);
});

test.each([['latest'], ['2.1'], ['^2.1.330'], ['2.1.330 evil'], ['npm:other@1.0.0']])(
  'a version that may be another tomorrow is refused: %j',
  (version) => {
    const { status, stderr, calls } = build(version);
    expect([status, calls]).toEqual([1, []]);
    expect(stderr).toBe(`'CLAUDE_CODE_VERSION' must be an exact version such as 2.1.330, got ${version}\n`);
  },
);

test('claude is a layer of its own, made by root before what changes with each build', () => {
  const order = ['FROM', 'ARG CLAUDE_CODE_VERSION', 'COPY tools/keep-code.cjs dist/runtime/', 'USER 1000:1000'].map(
    place,
  );
  expect(order).toEqual([...order].sort((one, other) => one - other));
  expect(order).not.toContain(-1);
});
