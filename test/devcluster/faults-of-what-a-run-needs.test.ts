// What a run needs and has no longer: room on its claim, a quota, its Secret, a token that origin takes.
import { randomBytes } from 'node:crypto';
import { ExitCode } from '../../contract/exit-codes';
import { jobName, resultBranch, workspaceName } from '../../contract/names';
import { Ref } from '../../contract/refs';
import { eventually, get, kubectl, type Live } from '../cluster/support/kubectl';
import { prodigy } from '../cluster/support/prodigy';
import { FaultTenant } from './support/fault-tenant';
import { type FaultyRun, gatedIn } from './support/faulty-run';
import { apply } from './support/namespace';
import { Origin } from './support/origin';

jest.setTimeout(600_000);

const NAMESPACE = 'prodigy-needs';
const WHERE = ['--cluster', 'development', '-n', NAMESPACE, '--timeout', '400'];

let tenant: FaultTenant;
const origins: Origin[] = [];

async function originOf(name: string, files: Readonly<Record<string, string>> = { 'README.md': 'a project\n' }) {
  const origin = await Origin.create(`faults/${name}`, files);
  origins.push(origin);
  return origin;
}

beforeAll(async () => {
  tenant = await FaultTenant.create(NAMESPACE);
});

afterAll(async () => {
  await tenant.remove();
  for (const origin of origins) origin.remove();
});

const said = (run: FaultyRun, ...texts: string[]): Promise<string> =>
  eventually(
    `status of ${run.runId} to say ${texts}`,
    async () => {
      // Long lines are wrapped for people.
      const stdout = (await tenant.status(run.runId)).stdout.replace(/\s+/g, ' ');
      return texts.every((text) => stdout.includes(text)) && stdout;
    },
    240,
  );

const failureOf = async (run: FaultyRun): Promise<Live> =>
  eventually(`failure of ${run.runId}`, async () =>
    (await run.job()).status.conditions?.find(({ type, status }: Live) => type === 'Failed' && status === 'True'),
  );

/** Commits more than its claim holds: no compression makes it smaller. */
const LARGE = `name: fills
commands:
  - shell: head -c 16777216 /dev/urandom > large && git add large && git commit -qm "Add what is large"
    commit_required: true
`;

describe('a claim that is too small', () => {
  let origin: Origin;
  let fills: FaultyRun;
  let small: FaultyRun;
  beforeAll(async () => {
    const files = { 'large.bin': randomBytes(6 * 1024 * 1024).toString('base64') };
    origin = await originOf('fills');
    fills = await tenant.start('fills', LARGE, origin, { claimMebibytes: 12 });
    small = await tenant.start('small', LARGE, await originOf('small', files), { claimMebibytes: 6 });
  });

  test('refuses the run where it cannot hold the repository, with the reason', async () => {
    expect(await small.report(400)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('No space left on device'),
      exitCode: ExitCode.CANNOT_WORK,
    });
    expect((await failureOf(small)).message).toContain(`exit code ${ExitCode.CANNOT_WORK} matching FailJob rule`);
  });

  test('fails the run where it fills up later: status names the claim, its size and the way out', async () => {
    const claim = workspaceName('fills');
    const reason = `no space is left on claim ${claim} of 12Mi: where its class can, enlarge it by kubectl edit pvc ${claim}`;
    expect(await fills.report(400)).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining(reason),
      exitCode: ExitCode.STOPPED,
    });
    await failureOf(fills);
    const status = await said(fills, `run fills: failed (${reason}`);
    expect(status).toContain('then prodigy-k8s resume fills; else run again with a larger workspaceSize');
    expect(origin.branches()).toEqual(['main']);
  });

  test('lets it go on, once it is larger and the run is resumed', async () => {
    await eventually('servers at rest', async () => (await fills.pods('workspace')).length === 0);
    tenant.enlargeClaim('fills', 96);
    const answer = await prodigy('resume', 'fills', ...WHERE);
    expect(answer).toMatchObject({ status: 0, stdout: expect.stringMatching(/^run fills: complete\n/) });
    expect(origin.subjects(resultBranch('fills'))).toEqual(['Add what is large']);
  });
});

describe('a run whose quota, Secret and token go', () => {
  const missing = `waiting: ${workspaceName('needs')}-0: key git-token of Secret origin is missing`;
  const DO = 'echo done > done && git add done && git commit -qm "do it"';
  let origin: Origin;
  let run: FaultyRun;

  test('waits where the quota is used up, and status names it', async () => {
    origin = await originOf('needs');
    const full = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'full', namespace: NAMESPACE } };
    await apply([{ ...full, spec: { hard: { pods: '0' } } }]);
    await tenant.deleteSecret();
    run = await tenant.start('needs', `name: needs\ncommands:\n  ${gatedIn('needs')('work', DO)}\n`, origin);
    const waiting = [jobName('needs'), workspaceName('needs')].map((name) => `waiting: ${name}: `);
    await said(run, ...waiting, 'exceeded quota: full');
    await kubectl(['delete', 'resourcequota', 'full', '-n', NAMESPACE]);
  });

  test('waits for a Secret that is not there, before it starts and when a server starts again', async () => {
    await said(run, missing);
    await tenant.putSecret();
    await run.until('work', 1, 400);
    await tenant.deleteSecret();
    await run.kill(`${workspaceName('needs')}-0`);
    await said(run, missing);
    await tenant.putSecret();
  });

  test('is Complete, not published, where its token was revoked; the result stays on the claim', async () => {
    tenant.revoke();
    run.letGo('work');
    const report = await run.report(400);
    expect(report).toMatchObject({ outcome: 'unpublished', exitCode: 0, failures: [] });
    expect(report.reason).toMatch(/^origin: .*Authentication failed/);
    await run.ended();
    expect(origin.branches()).toEqual(['main']);
    expect(run.commitOf(Ref.SESSION)).toMatch(/^[0-9a-f]{40}$/);
    const claim = await get('persistentvolumeclaim', workspaceName('needs'), NAMESPACE);
    expect(claim.metadata.ownerReferences).toBeUndefined();
    expect(await said(run, 'run needs: unpublished (origin: ')).toContain('Authentication failed');
  });

  test('is published from there with a token that origin takes', async () => {
    tenant.allow();
    const answer = await prodigy('publish', 'needs', ...WHERE);
    expect(answer).toMatchObject({ status: 0, stdout: expect.stringMatching(/^run needs: complete\n/) });
    expect(origin.subjects(resultBranch('needs'))).toEqual(['do it']);
  });
});
