import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

export interface FakeApiServer {
  readonly port: number;
  /** Objects by their path. */
  readonly objects: Map<string, Json>;
  /** Method and path of every call, in order; a patch's body too. */
  readonly calls: { readonly method: string; readonly path: string; readonly body?: Json }[];
  /** Answers, taken one per call, in place of what would be answered. */
  readonly refusals: number[];
  close(): Promise<void>;
}

/** A fake of the Kubernetes API server: get, create and merge-patch of whatever is put into it. */
export async function fakeApiServer(): Promise<FakeApiServer> {
  const objects = new Map<string, Json>();
  const calls: FakeApiServer['calls'] = [];
  const refusals: number[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '' } = request;
    const body = await json(request);
    calls.push({ method, path, body });
    const [status, answer] = answerTo(method, path, body);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });

  function answerTo(method: string, path: string, body: Json | undefined): [number, Json] {
    const refusal = refusals.shift();
    if (refusal) return [refusal, { message: 'made to fail' }];
    if (method === 'POST') return create(path, body as Json);
    const object = objects.get(path);
    if (!object) return [404, { message: 'not found' }];
    if (method === 'PATCH') objects.set(path, merged(object, body as Json));
    return [200, objects.get(path) as Json];
  }
  function create(folder: string, object: Json): [number, Json] {
    const path = `${folder}/${(object.metadata as Json).name}`;
    if (objects.has(path)) return [409, { message: 'already exists' }];
    objects.set(path, object);
    return [201, object];
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { port, objects, calls, refusals, close };
}

async function json(request: IncomingMessage): Promise<Json | undefined> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? undefined : (JSON.parse(text) as Json);
}

function merged(object: Json, patch: Json): Json {
  const isObject = (value: unknown): value is Json =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const result = { ...object };
  for (const [key, value] of Object.entries(patch))
    result[key] = isObject(value) ? merged(isObject(result[key]) ? result[key] : {}, value) : value;
  return result;
}
