import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { credentials } from '@grpc/grpc-js';
import { AnalyzerClient } from '@pulumi/pulumi/proto/analyzer_grpc_pb';
import { AnalyzerResource, AnalyzerResourceOptions, AnalyzeStackRequest } from '@pulumi/pulumi/proto/analyzer_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { Struct } from 'google-protobuf/google/protobuf/struct_pb';
import { rules } from '../../policy/rules';

const root = join(__dirname, '../..');
let pack: ChildProcessByStdio<null, Readable, null>;
let client: AnalyzerClient;

/** The pack as the engine starts it: it says on which port it answers. No engine is there to take its log. */
beforeAll(async () => {
  const program = join(root, 'node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js');
  pack = spawn(process.execPath, [program, '127.0.0.1:1', '.'], {
    cwd: join(root, 'policy'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await new Promise<string[]>((resolve) =>
    pack.stdout.once('data', (said: Buffer) => resolve(said.toString().split('\n'))),
  );
  client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
});
afterAll(() => {
  client.close();
  pack.kill();
});

const answer = <T>(ask: (done: (error: Error | null, answer: T) => void) => unknown): Promise<T> =>
  new Promise((resolve, reject) => ask((error, found) => (error ? reject(error) : resolve(found))));

test('the engine is told of every rule', async () => {
  const info = await answer<{ getPoliciesList(): { getName(): string; getDescription(): string }[] }>((done) =>
    client.getAnalyzerInfo(new Empty(), done),
  );
  expect(info.getPoliciesList().map((policy) => [policy.getName(), policy.getDescription()])).toEqual(
    rules.map(({ name, description }) => [name, description]),
  );
});

test('what a stack violates is told with the rule and the resource', async () => {
  const resource = new AnalyzerResource();
  const urn = 'urn:pulumi:edge::prodigy-kubernetes::kubernetes:core/v1:PersistentVolumeClaim::team/claim';
  resource.setType('kubernetes:core/v1:PersistentVolumeClaim');
  resource.setName('team/claim');
  resource.setUrn(urn);
  resource.setProperties(Struct.fromJavaScript({ kind: 'PersistentVolumeClaim', metadata: { name: 'claim' } }));
  resource.setOptions(new AnalyzerResourceOptions());
  const request = new AnalyzeStackRequest();
  request.setResourcesList([resource]);
  type Diagnostic = { getPolicyname(): string; getMessage(): string; getUrn(): string };
  const found = await answer<{ getDiagnosticsList(): Diagnostic[] }>((done) => client.analyzeStack(request, done));
  expect(found.getDiagnosticsList().map((one) => [one.getPolicyname(), one.getUrn()])).toEqual([
    ['protected-claims', urn],
  ]);
  expect(found.getDiagnosticsList()[0]?.getMessage()).toContain("'protect' must be set on a claim, got nothing");
});
