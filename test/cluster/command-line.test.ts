import { ExitCode } from '../../contract/exit-codes';
import { jobName, resultBranch } from '../../contract/names';
import { realWorkflow } from '../../tools/prodigy-crate';
import { Author } from './support/author';
import { eventually, get, type Live } from './support/kubectl';
import { Origin } from './support/origin';
import type { Answer } from './support/prodigy';
import { createCredentials, createTenant, deleteTenant, testCluster, testNamespace } from './support/test-cluster';

const NAMESPACE = testNamespace('command-line');
const cluster = testCluster(NAMESPACE);
let origin: Origin;
let author: Author;

beforeAll(async () => {
  origin = await Origin.create('demo/real', { 'README.md': 'a project\n' });
  author = new Author(cluster, origin);
  await createTenant(cluster);
  await createCredentials(NAMESPACE, origin.token);
});

afterAll(async () => {
  await deleteTenant(NAMESPACE);
  await origin.remove();
  author.remove();
});

const prodigy = (...args: string[]): Promise<Answer> => author.prodigy(...args);
const submit = (file: string, ...flags: string[]): Promise<Answer> => author.submit(file, ...flags);

const real = async (name: string): Promise<string> => author.write(name.replace(/^.*\//, ''), await realWorkflow(name));

test('minimal-mapreduce of the real Prodigy runs as it is: three items, one merge each', async () => {
  const { status, stdout, stderr } = await submit(
    await real('workflows/tests/minimal-mapreduce.yml'),
    '--run-id',
    'minimal',
    '-o',
    'json',
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('submitted run minimal') });
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'complete', items: { total: 3, merged: 3, dead: 0 } });
  expect(await origin.files(resultBranch('minimal'))).toEqual({
    'README.md': 'a project\n',
    'output-item-one.txt': 'Processed by agent: item-one\nItem ID: 1\n',
    'output-item-two.txt': 'Processed by agent: item-two\nItem ID: 2\n',
    'output-item-three.txt': 'Processed by agent: item-three\nItem ID: 3\n',
  });
});

test('test-sequential-resume of the real Prodigy runs as it is, and has nothing to publish', async () => {
  const { status, stdout } = await submit(
    await real('workflows/tests/test-sequential-resume.yml'),
    '--run-id',
    'sequential',
  );
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^run sequential: complete\ntime: .*\nresult: no commits, nothing to publish\n$/),
  });
  expect(await origin.branches()).not.toContain(resultBranch('sequential'));
});

test('status lists the runs of the namespace and shows one', async () => {
  const all = await prodigy('status', '--cluster', 'development');
  expect(all.stdout).toMatch(/^RUN +WORKFLOW +STATE +AGENTS +ITEMS +RESULT\n/);
  expect(all.stdout).toMatch(/^minimal +minimal-mapreduce-test +complete +3\/3 +prodigy\/minimal [0-9a-f]{12}$/m);
  const one = await prodigy('status', 'minimal', '--cluster', 'development', '-o', 'json');
  expect(JSON.parse(one.stdout)).toMatchObject({ runId: 'minimal', outcome: 'complete' });
});

test('a run that has ended is not run again unless --again says so; it needs nobody who waits for it', async () => {
  const sequential = await real('workflows/tests/test-sequential-resume.yml');
  const refused = await submit(sequential, '--run-id', 'sequential');
  expect(refused.status).toBe(4);
  expect(refused.stderr).toContain('run sequential has ended: see prodigy-k8s status sequential');
  const flags = ['--run-id', 'sequential', '--again'];
  const killed = await author.submitKilledAt('submitted run sequential-2', sequential, ...flags);
  expect(killed).toMatchObject({ status: null, stdout: '' });
  const other = author.write('other.yaml', '- shell: echo another workflow\n');
  const taken = await submit(other, '--run-id', 'sequential-2');
  expect(taken).toMatchObject({ status: 2, stderr: expect.stringContaining('field is immutable') });
  const joined = await submit(sequential, '--run-id', 'sequential-2');
  expect(joined).toMatchObject({ status: 0, stderr: expect.stringContaining('joining it') });
  expect(joined.stdout).toMatch(/^run sequential-2: complete\n/);
});

test('a step that fails ends the run with its reason and status 1', async () => {
  const file = author.write('bad.yaml', '- name: look\n  shell: echo nothing here >&2; exit 3\n');
  const { status, stdout } = await submit(file, '--run-id', 'bad-step');
  expect(status).toBe(1);
  expect(stdout).toMatch(/^run bad-step: failed \(.*look.*3.*nothing here/s);
});

test('the Job of such a run is Failed by its pod failure policy, on the agent’s exit code', async () => {
  const failed = await eventually('failure of the Job', async () =>
    (await get('job', jobName('bad-step'), NAMESPACE)).status.conditions?.find((one: Live) => one.type === 'Failed'),
  );
  expect(failed).toMatchObject({
    status: 'True',
    reason: 'PodFailurePolicy',
    message: expect.stringContaining(`failed with exit code ${ExitCode.STOPPED} matching FailJob rule`),
  });
});

test('a repository that is not there is a refusal with its reason', async () => {
  const file = author.write('fine.yaml', '- shell: "true"\n');
  const flags = ['--run-id', 'no-origin', '--repository', origin.repository.url.replace('real', 'none')];
  const { status, stdout } = await submit(file, ...flags);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^run no-origin: refused \(.*not found/s);
});
