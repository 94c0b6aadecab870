import * as pulumi from '@pulumi/pulumi';
import { DEFAULT_POLICIES } from '../../../stacks/pulumi/policies';
import { Tenant, type TenantArgs } from '../../../stacks/pulumi/tenant';
import { type RunArgs, WorkflowRun, type WorkflowRunArgs } from '../../../stacks/pulumi/workflow-run';
import { renderRun } from '../../../stacks/render';
import { everything, plain } from '../every-option';

interface Registered {
  readonly type: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: inputs of many kinds
  readonly inputs: any;
}

const registered: Registered[] = [];
const given = new Map<string, pulumi.CustomResourceOptions>();

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: (resource) => {
      registered.push(resource);
      return { id: resource.name, state: resource.inputs };
    },
    call: () => ({}),
  }),
);
afterAll(() => pulumi.runtime.disconnect());

/** What a program registers, with what it returns once all of it is known. */
async function deployed<T>(program: () => T) {
  registered.length = 0;
  let result: T;
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => {
      given.set(`${type} ${name}`, opts as pulumi.CustomResourceOptions);
      return { props, opts };
    });
    result = program();
  });
  await pulumi.runtime.disconnect();
  return result!;
}

const objects = () => registered.filter(({ type }) => type.startsWith('kubernetes:'));
const settled = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => output.apply(resolve));
const outputsOf = ({ runId, namespace, job, workspace, report }: WorkflowRun) =>
  settled(pulumi.all({ runId, namespace, job, workspace, report }));

const required = {
  workflow: plain.workflow,
  cluster: plain.cluster,
  images: plain.images,
  repository: plain.repository,
};

/** What the SDK reads to tell the engine where a resource is declared. */
function traceHere(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  const { stack } = new Error('here');
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}

test('where a run is declared the engine is told once, and the program keeps its stack traces', async () => {
  const settings = () => [Error.stackTraceLimit, Error.prepareStackTrace];
  const before = settings();
  const traces: [string, string | undefined][] = [];
  const after = await deployed(() => {
    pulumi.runtime.registerStackTransformation(({ type }) => {
      traces.push([type, traceHere()]);
      return undefined;
    });
    new WorkflowRun('mine', { ...required, secretValues: { 'git-token': 'clear' } });
    return settings();
  });
  expect(after).toEqual(before);
  const [[component, trace] = [], ...parts] = traces;
  expect(component).toBe('prodigy:index:WorkflowRun');
  expect(trace).toContain(__filename);
  expect(parts.map(([type]) => type)).toContain('kubernetes:core/v1:Secret');
  expect(parts.filter(([, one]) => one !== 'Error: here')).toEqual([]);
});

test('a run is what is rendered from the same arguments, and says where to find it', async () => {
  const run = await deployed(() => new WorkflowRun('mine', required));
  const { runId, objects: rendered } = renderRun(plain);
  expect(await outputsOf(run)).toEqual({
    runId,
    namespace: 'prodigy-dev',
    job: `prodigy-${runId}`,
    workspace: `prodigy-workspace-${runId}`,
    report: `prodigy-report-${runId}`,
  });
  expect(
    objects()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(rendered.map(({ metadata }) => `prodigy-dev/${metadata.name}`).sort());
});

const everyArgument: Required<RunArgs> = {
  ...everything,
  credentials: { ...everything.credentials, 'custom-key': { source: 'env', variable: 'CUSTOM' } },
  secretValues: { 'custom-key': 'clear' },
  policies: DEFAULT_POLICIES,
};

test('every argument may come later, as an output or a promise', async () => {
  const late = Object.fromEntries(
    Object.entries(everyArgument).map(([key, value], index) => [
      key,
      key === 'policies' ? value : index % 2 ? pulumi.output(value) : Promise.resolve(value),
    ]),
  ) as unknown as WorkflowRunArgs;
  const run = await deployed(() => new WorkflowRun('late', late));
  expect(await outputsOf(run)).toMatchObject({ runId: 'mine', job: 'prodigy-mine' });
  const names = renderRun({ ...everything, credentials: { ...everyArgument.credentials } as never }).objects.map(
    ({ metadata }) => metadata.name,
  );
  expect(
    objects()
      .map(({ inputs }) => inputs.metadata.name)
      .sort(),
  ).toEqual([...names, 'prodigy-secrets-mine'].sort());
});

test('a value inside of an argument may come later', async () => {
  const repository = { url: pulumi.output(plain.repository.url), revision: 'main' };
  const run = await deployed(() => new WorkflowRun('inner', { ...required, repository }));
  expect((await outputsOf(run)).runId).toBe(renderRun(plain).runId);
});

test('values become one Secret of the run, before its pods, and no source has to be named for them', async () => {
  await deployed(() => new WorkflowRun('keys', { ...required, runId: 'keys', secretValues: { 'git-token': 'clear' } }));
  const secret = objects().find(({ type }) => type === 'kubernetes:core/v1:Secret');
  expect(secret).toMatchObject({ name: 'prodigy-dev/prodigy-secrets-keys' });
  expect(JSON.stringify(secret?.inputs.data)).toContain('"git-token":"Y2xlYXI="');
  const others = objects().filter(({ type }) => type !== 'kubernetes:core/v1:Secret');
  expect(others).toHaveLength(renderRun({ ...plain, runId: 'keys' }).objects.length);
  for (const other of others) expect(comesBefore(other)).toContain(`${secret?.type} ${secret?.name}`);
});

/** What an object depends on, at whatever distance. */
function comesBefore({ type, name }: Pick<Registered, 'type' | 'name'>): string[] {
  const needed = given.get(`${type} ${name}`)?.dependsOn as unknown as { __pulumiType: string; __name: string }[];
  return (needed ?? []).flatMap((one) => [
    `${one.__pulumiType} ${one.__name}`,
    ...comesBefore({ type: one.__pulumiType, name: one.__name }),
  ]);
}

test('what the engine notes of a run waits for none of its objects', async () => {
  const noted = jest.spyOn(
    WorkflowRun.prototype as unknown as { registerOutputs: (outputs: object) => void },
    'registerOutputs',
  );
  const run = await deployed(() => new WorkflowRun('noted', required));
  const outputs = noted.mock.calls[0]?.[0] as Awaited<ReturnType<typeof outputsOf>>;
  noted.mockRestore();
  const all = pulumi.output(outputs);
  expect(await settled(all)).toEqual(await outputsOf(run));
  expect(await awaitedBy(all)).toEqual([]);
  expect(await awaitedBy(run.job)).toEqual([`prodigy-dev/prodigy-${(await outputsOf(run)).runId}`]);
});

/** Names of the resources that an output waits for. */
async function awaitedBy(output: pulumi.Output<unknown>): Promise<string[]> {
  const { allResources } = output as unknown as { allResources: () => Promise<Set<{ __name: string }>> };
  return [...(await allResources())].map(({ __name }) => __name);
}

test('what a run cannot be made of is the caller’s error', () => {
  expect(() => new WorkflowRun('wrong', { ...required, agents: 0 })).toThrow(/^'agents' must be/);
});

test('a tenant is its objects, and says its namespace', async () => {
  const args: Required<TenantArgs> = { cluster: plain.cluster, images: plain.images, policies: { claims: 'protect' } };
  const tenant = await deployed(() => new Tenant('team', args));
  expect(await settled(tenant.namespace)).toBe('prodigy-dev');
  expect(objects().map(({ name }) => name)).toEqual([
    'prodigy-dev',
    'prodigy-dev/prodigy-quota',
    'prodigy-dev/prodigy-limits',
    'prodigy-dev/prodigy-submitter',
  ]);
  expect(given.get('kubernetes:core/v1:Namespace prodigy-dev')).toMatchObject({ protect: true, retainOnDelete: true });
});

test('a value that the run does not take is refused', () => {
  const credentials = { 'git-token': { source: 'existing', secretName: 'team' } } as const;
  const secretValues = { 'git-token': 'clear' };
  expect(() => new WorkflowRun('untaken', { ...required, credentials, secretValues })).toThrow(
    /^'secretValues' must hold keys alone .+, got git-token: /,
  );
});
