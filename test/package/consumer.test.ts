import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const consumer = mkdtempSync(join(tmpdir(), 'prodigy-consumer-'));
afterAll(() => rmSync(consumer, { recursive: true, force: true }));

const inside = (...path: string[]) => join(consumer, ...path);
const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: consumer, encoding: 'utf8' });
const tsc = () => node(join(root, 'node_modules/typescript/bin/tsc'));

/** The package as npm packs it, with what it depends on beside it. */
beforeAll(() => {
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', consumer], {
    cwd: root,
    encoding: 'utf8',
  });
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[')));
  mkdirSync(inside('node_modules/prodigy-kubernetes'), { recursive: true });
  const unpacked = ['-xzf', inside(filename), '--strip-components=1', '-C', inside('node_modules/prodigy-kubernetes')];
  execFileSync('tar', unpacked);
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), inside('node_modules', name));
  writeFileSync(
    inside('tsconfig.json'),
    JSON.stringify({
      compilerOptions: { strict: true, target: 'es2022', module: 'node16', skipLibCheck: true, types: ['node'] },
      files: ['program.ts'],
    }),
  );
});

const PROGRAM = `
import { Chart, App } from 'cdk8s';
import * as pulumi from '@pulumi/pulumi';
import { Credentials, GitAuth, type ClusterFacts, type Images } from 'prodigy-kubernetes/constructs';
import { ChartDeployment, Tenant, WorkflowRun } from 'prodigy-kubernetes/pulumi';

const cluster: ClusterFacts = {
  name: 'mine',
  namespace: 'team',
  delivery: 'pulumi',
  storage: { storageClass: 'standard', workspaceSize: '1Gi', queueSize: '1Gi' },
  agentResources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } },
  maxAgents: 4,
  cleanupPolicy: 'delete',
  quota: { pods: 10, requests: { cpu: '8', memory: '8Gi' }, limits: { cpu: '8', memory: '8Gi' } },
};
const image = { repository: 'registry.example.com/a', tag: '1', digest: null };
const images: Images = { agent: image, redis: image };

const made: string[] = [];
const ready = pulumi.runtime.setMocks({
  newResource: ({ type, name, inputs }) => {
    made.push(type + ' ' + name);
    return { id: name, state: inputs };
  },
  call: () => ({}),
});

async function main(): Promise<void> {
  await ready;
  const tenant = new Tenant('team', { cluster, images: pulumi.output(images) });
  const run = new WorkflowRun(
    'tidy',
    {
      cluster,
      images,
      workflow: { text: 'name: s\\nmode: standard\\ncommands:\\n  - shell: "true"\\n', file: 's.yaml' },
      repository: { url: pulumi.interpolate\`https://git.example.com/team/\${'a'}.git\`, revision: 'main' },
      secretValues: { 'git-token': pulumi.secret('clear') },
      policies: { claims: 'protect' },
    },
    { dependsOn: tenant },
  );
  const chart = new Chart(new App(), 'mine', { disableResourceNameHashes: true });
  GitAuth.token(Credentials.fromSecretName(chart, 'Keys', 'keys', ['git-token']));
  new ChartDeployment('mine', { chart });
  const id: string = await new Promise((resolve) => run.runId.apply(resolve));
  const job: string = await new Promise((resolve) => run.job.apply(resolve));
  console.log(JSON.stringify({ id, job, secret: made.includes('kubernetes:core/v1:Secret team/prodigy-secrets-' + id) }));
}
void main();
`;

test('a program of anyone’s own compiles against the published types and runs', () => {
  writeFileSync(inside('program.ts'), PROGRAM);
  expect(tsc()).toBe('');
  const { id, job, secret } = JSON.parse(node('program.js'));
  expect(id).toMatch(/^s-[0-9a-f]{8}$/);
  expect({ job, secret }).toEqual({ job: `prodigy-${id}`, secret: true });
});

test('an argument of the wrong type does not compile', () => {
  writeFileSync(inside('program.ts'), PROGRAM.replace("claims: 'protect'", "claims: 'keep'"));
  let said = '';
  try {
    tsc();
  } catch (error) {
    said = (error as { stdout: string }).stdout;
  }
  expect(said).toMatch(/^program\.ts\(\d+,\d+\): error TS2322: Type '"keep"' is not assignable to type/);
});
