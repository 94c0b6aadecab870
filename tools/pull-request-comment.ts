// npx tsx tools/pull-request-comment.ts NAME FILE: post a file as the comment of this name on a pull request, on GitHub
// or a forge with a compatible API. An existing comment is recognized by its first line and updated.
import { readFileSync } from 'node:fs';

/** Maximum characters of a comment: GitHub accepts 65,536. */
const MOST = 65_300;
/** Maximum comments per page. */
const PAGE = 100;

interface Comment {
  readonly id: number;
  readonly body: string;
}

const [name, file] = process.argv.slice(2);
const { GITHUB_API_URL, GITHUB_REPOSITORY, NUMBER, TOKEN } = process.env;
const mark = `<!-- ${name} -->\n`;

async function ask<T>(path: string, method = 'GET', body?: string): Promise<T> {
  const headers = { authorization: `Bearer ${TOKEN}`, accept: 'application/vnd.github+json' };
  const url = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/issues/${path}`;
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify({ body }) });
  if (!answer.ok) throw new Error(`${method} ${url}: HTTP status ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function known(page = 1): Promise<Comment | undefined> {
  const comments = await ask<Comment[]>(`${NUMBER}/comments?per_page=${PAGE}&page=${page}`);
  const found = comments.find(({ body }) => body.startsWith(mark));
  return found ?? (comments.length === PAGE ? known(page + 1) : undefined);
}

async function tell(text: string): Promise<void> {
  const whole = mark + text;
  const body = whole.length <= MOST ? whole : `${whole.slice(0, MOST)}\n\nCut here: the job has all of it.\n`;
  const old = await known();
  if (old) await ask(`comments/${old.id}`, 'PATCH', body);
  else await ask(`${NUMBER}/comments`, 'POST', body);
}

tell(readFileSync(file ?? '', 'utf8')).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
