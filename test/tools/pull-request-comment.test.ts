import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'prodigy-comment-'));
const file = join(folder, 'comment.md');

/** What is asked, and what is answered. */
const asked: { line: string; body: string }[] = [];
let answer: (line: string) => readonly [number, unknown] = () => [200, []];

const github = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const line = `${request.method} ${request.url}`;
  asked.push({ line, body: Buffer.concat(chunks).toString() });
  const [status, body] = answer(line);
  response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
});
beforeAll(() => new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve)));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => github.close(resolve));
});
beforeEach(() => {
  asked.length = 0;
});

const url = () => `http://127.0.0.1:${(github.address() as AddressInfo).port}`;

async function tell(text: string): Promise<{ status: number | null; said: string }> {
  writeFileSync(file, text);
  const env = { ...process.env, GITHUB_API_URL: url(), GITHUB_REPOSITORY: 'team/runs', NUMBER: '7', TOKEN: 'token' };
  const args = ['--import', 'tsx', 'tools/pull-request-comment.ts', 'name', file];
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  return { status: await new Promise((resolve) => child.on('close', resolve)), said };
}

const others = (count: number) => Array.from({ length: count }, (_, id) => ({ id, body: 'see <!-- name -->' }));

test('a comment is looked for on all pages, and changed where it is', async () => {
  answer = (line) => [200, line.endsWith('page=1') ? others(100) : [{ id: 9, body: '<!-- name -->\nold' }]];
  expect(await tell('new\n')).toEqual({ status: 0, said: '' });
  expect(asked).toEqual([
    { line: 'GET /repos/team/runs/issues/7/comments?per_page=100&page=1', body: '' },
    { line: 'GET /repos/team/runs/issues/7/comments?per_page=100&page=2', body: '' },
    { line: 'PATCH /repos/team/runs/issues/comments/9', body: '{"body":"<!-- name -->\\nnew\\n"}' },
  ]);
});

test('a text that no comment can hold is cut', async () => {
  answer = () => [200, []];
  await tell('x'.repeat(70_000));
  const { line, body = '{}' } = asked.at(-1) ?? {};
  expect(line).toBe('POST /repos/team/runs/issues/7/comments');
  const told: string = JSON.parse(body).body;
  expect(told.length).toBeLessThanOrEqual(65_536);
  expect(told).toMatch(/^<!-- name -->\nx{65000,}\n\nCut here: the job has all of it\.\n$/);
});

test('what GitHub refuses is told', async () => {
  answer = () => [403, 'no right'];
  const { status, said } = await tell('a');
  expect({ status, said }).toEqual({
    status: 1,
    said: `GET ${url()}/repos/team/runs/issues/7/comments?per_page=100&page=1: HTTP status 403: no right\n`,
  });
});
