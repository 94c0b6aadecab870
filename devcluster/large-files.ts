import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { buffer, json } from 'node:stream/consumers';
import { GIT_HOST } from './addresses';
import { LARGE_FILES } from './paths';

/*
 * Stands in for a forge's Git LFS server: the batch API with basic transfers, and a folder of files for each
 * repository. https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md
 */

const BATCH = /^\/(.+)\.git\/info\/lfs\/objects\/batch$/;
const OBJECT = /^\/(.+)\.git\/large\/([0-9a-f]{64})$/;

/** Whether a request is for Git LFS, not for git itself. */
export const isForLargeFiles = ({ url = '' }: IncomingMessage): boolean => BATCH.test(url) || OBJECT.test(url);

/** Path of a repository's file on the server, by its SHA-256. */
const largeFile = (repository: string, oid: string): string => join(LARGE_FILES, repository, oid);

/** Handle such a request; access to the repository includes its large files. */
export async function serveLargeFiles(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, batchOf] = BATCH.exec(request.url ?? '') ?? [];
  if (batchOf !== undefined) return answerBatch(batchOf, request, response);
  const [, repository, oid] = OBJECT.exec(request.url ?? '') as unknown as [string, string, string];
  const path = largeFile(repository, oid);
  if (request.method === 'PUT') return keep(path, oid, request, response);
  if (!(await isThere(path))) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-length': (await stat(path)).size });
  createReadStream(path).pipe(response);
}

interface Batch {
  readonly operation: 'download' | 'upload';
  readonly objects: readonly { readonly oid: string; readonly size: number }[];
}

async function answerBatch(repository: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { operation, objects } = (await json(request)) as Batch;
  const header = { Authorization: String(request.headers.authorization) };
  const answers = objects.map(async ({ oid, size }) => {
    const there = await isThere(largeFile(repository, oid));
    const href = `https://${GIT_HOST}/${repository}.git/large/${oid}`;
    if (operation === 'upload') return { oid, size, ...(!there && { actions: { upload: { href, header } } }) };
    if (there) return { oid, size, actions: { download: { href, header } } };
    return { oid, size, error: { code: 404, message: 'Object does not exist' } };
  });
  response.writeHead(200, { 'content-type': 'application/vnd.git-lfs+json' });
  response.end(JSON.stringify({ transfer: 'basic', objects: await Promise.all(answers) }));
}

async function keep(path: string, oid: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const content = await buffer(request);
  if (createHash('sha256').update(content).digest('hex') !== oid) return void response.writeHead(422).end();
  await putLargeFile(path, content);
  response.writeHead(200).end();
}

/** Atomic: readers see the whole file or none. */
async function putLargeFile(path: string, content: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

/** Put a file on the server, like a push with git-lfs. Returns the pointer that git stores instead. */
export async function addLargeFile(repository: string, content: string): Promise<string> {
  const oid = createHash('sha256').update(content).digest('hex');
  await putLargeFile(largeFile(repository, oid), Buffer.from(content));
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${Buffer.byteLength(content)}\n`;
}

/** The content that a pointer refers to. */
export async function largeFileOf(repository: string, pointer: string): Promise<string> {
  const [, oid = ''] = /^oid sha256:([0-9a-f]{64})$/m.exec(pointer) ?? [];
  return readFile(largeFile(repository, oid), 'utf8');
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
