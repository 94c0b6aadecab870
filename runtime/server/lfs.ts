import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HttpError } from './http-error';
import { readJson } from './read-body';

/** The only call of git-lfs' batch API, below the repository's address; other calls follow from its answers. */
const BATCH = 'POST /info/lfs/objects/batch';
/** A large file by its SHA-256, below the repository's address. */
const OBJECT = /^(GET|PUT) \/lfs\/objects\/([0-9a-f]{64})$/;
/** Media type that the git-lfs client expects. */
const MEDIA_TYPE = 'application/vnd.git-lfs+json';
/** Maximum number of objects per batch; git-lfs asks for a hundred at a time. */
const BATCH_OBJECTS = 1000;

/** Whether a call to the repository is for git-lfs. */
export const isForLfs = (call: string): boolean => call === BATCH || OBJECT.test(call);

/**
 * Serve the large files of the run's repository from where git-lfs itself stores them. A file is named by its own hash,
 * so no agent can replace another's.
 */
export async function serveLfs(
  repository: string,
  call: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, method, oid] = OBJECT.exec(call) ?? [];
  if (oid === undefined) return answerBatch(repository, request, response);
  const path = pathOf(repository, oid);
  if (method === 'PUT') {
    await keep(path, oid, request);
    return void response.writeHead(200).end();
  }
  const size = await sizeOf(path);
  if (size === null) throw new HttpError(404, `there is no large file ${oid}`);
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': size });
  await pipeline(createReadStream(path), response);
}

async function answerBatch(repository: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { operation, objects } = checkedBatch(await readJson(request));
  const address = (request.url ?? '').replace(/\/info\/lfs\/objects\/batch$/, '');
  const base = `http://${request.headers.host}${address}/lfs/objects/`;
  const header = { Authorization: String(request.headers.authorization) };
  const answers = objects.map(async ({ oid, size }) => {
    const here = (await sizeOf(pathOf(repository, oid))) !== null;
    const action = { [operation]: { href: base + oid, header } };
    if (here) return { oid, size, authenticated: true, ...(operation === 'download' && { actions: action }) };
    if (operation === 'upload') return { oid, size, authenticated: true, actions: action };
    return { oid, size, error: { code: 404, message: 'the workspace does not have this large file' } };
  });
  const text = JSON.stringify({ transfer: 'basic', hash_algo: 'sha256', objects: await Promise.all(answers) });
  response.writeHead(200, { 'content-type': MEDIA_TYPE }).end(text);
}

interface Batch {
  readonly operation: 'download' | 'upload';
  readonly objects: readonly { readonly oid: string; readonly size: number }[];
}

function checkedBatch(body: unknown): Batch {
  const { operation, objects } = Object(body) as Partial<Batch>;
  const named = Array.isArray(objects) && objects.length <= BATCH_OBJECTS;
  if ((operation === 'download' || operation === 'upload') && named && objects.every(isObject))
    return { operation, objects };
  throw new HttpError(422, `'objects' must be at most ${BATCH_OBJECTS} with oid and size, to download or to upload`);
}

const isObject = (object: unknown): boolean => {
  const { oid, size } = Object(object) as { oid?: unknown; size?: unknown };
  return typeof oid === 'string' && /^[0-9a-f]{64}$/.test(oid) && Number.isSafeInteger(size);
};

/** Readers see the whole file or none, and it is on disk before it is acknowledged. */
async function keep(path: string, oid: string, request: IncomingMessage): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  const hash = createHash('sha256');
  const file = await open(draft, 'wx');
  try {
    for await (const chunk of request) {
      hash.update(chunk);
      await file.write(chunk);
    }
    const found = hash.digest('hex');
    if (found !== oid) throw new HttpError(422, `the large file must have the SHA-256 ${oid}, got ${found}`);
    await file.sync();
    await rename(draft, path);
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
}

/** Path where git-lfs stores a file. */
const pathOf = (repository: string, oid: string): string =>
  join(repository, 'lfs', 'objects', oid.slice(0, 2), oid.slice(2, 4), oid);

/** Size of a file in bytes; null if there is none. */
const sizeOf = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ size }) => size,
    () => null,
  );
