import { readFileSync } from 'node:fs';
import { Label } from '../../contract/labels';
import { jobName, resultBranch } from '../../contract/names';
import { loadWorkflow } from '../../language/parse-workflow';
import { usesClaude } from '../../language/uses-claude';
import { bundledWorkflows } from '../../stacks/bundled-workflows';
import { eventually, get, kubectl } from '../cluster/support/kubectl';
import { projectFiles, tidied } from '../cluster/support/project';
import { LiveRun } from '../cluster/support/run';
import { Origin } from './support/origin';
import { useTenant } from './support/tenant';

const NAMESPACE = 'prodigy-dev';
const files = projectFiles(4);
let origin: Origin;

beforeAll(async () => {
  origin = await Origin.create('demo/project', files);
  await useTenant(NAMESPACE);
});

afterAll(() => origin.remove());

/** Apply committed manifests as they are, and say which run they are. */
async function applyCommitted(workflow: string): Promise<LiveRun> {
  const folder = `manifests/development/${workflow}`;
  await kubectl(['apply', '--server-side', '-k', folder]);
  const job = JSON.parse(await kubectl(['get', '-f', `${folder}/job.yaml`, '-o', 'json']));
  return new LiveRun(NAMESPACE, job.metadata.labels[Label.RUN_ID]);
}

test('the tenant namespace enforces Pod Security restricted and has a quota', async () => {
  const namespace = await get('namespace', NAMESPACE, NAMESPACE);
  expect(namespace.metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
  expect(await kubectl(['get', 'resourcequota', '-n', NAMESPACE, '-o', 'name'])).toContain('resourcequota/');
});

describe('the committed manifests of tidy-whitespace, applied by server-side apply', () => {
  let run: LiveRun;
  beforeAll(async () => {
    run = await applyCommitted('tidy-whitespace');
  });

  test('run to a complete report', async () => {
    const report = await run.report();
    expect(report).toMatchObject({ outcome: 'complete', exitCode: 0, failures: [] });
    expect(report.result?.branch).toBe(resultBranch(run.runId));
    const entries = new Set(Object.keys(files).map((path) => path.split('/')[0]));
    expect(report.items).toMatchObject({ total: entries.size, dead: 0 });
  });

  test('leave the tidied files on the result branch at origin, and main as it was', async () => {
    expect(origin.files(resultBranch(run.runId))).toEqual(tidied(files));
    expect(origin.files('main')).toEqual(files);
  });

  test('merge each item once', () => {
    const merged = origin.mergedItems(resultBranch(run.runId));
    expect(new Set(merged).size).toBe(merged.length);
    expect(merged.length).toBeGreaterThanOrEqual(4);
  });

  test('end the Job as Complete and scale Redis and workspace to 0', async () => {
    await run.ended();
    await eventually('the end of the servers', async () => {
      const servers = [...(await run.pods('queue')), ...(await run.pods('workspace'))];
      return servers.length === 0;
    });
  });

  test('hand the claims to the Job, so that they go with it', async () => {
    const claim = await get('persistentvolumeclaim', `prodigy-workspace-${run.runId}`, NAMESPACE);
    expect(claim.metadata.ownerReferences).toMatchObject([{ kind: 'Job', name: jobName(run.runId) }]);
  });
});

describe('the committed manifests of release-notes', () => {
  let run: LiveRun;
  beforeAll(async () => {
    run = await applyCommitted('release-notes');
  });

  test('leave the notes on the result branch', async () => {
    expect(await run.report()).toMatchObject({ outcome: 'complete', exitCode: 0 });
    const notes = origin.files(resultBranch(run.runId))['RELEASE-NOTES.md'];
    expect(notes).toContain('# Release notes');
    expect(notes).toContain('Start');
  });

  test('end the Job and scale the workspace to 0', () => run.ended());
});

test('every bundled workflow was run that calls no Claude, which the image of this cluster does not have', () => {
  const withoutClaude = bundledWorkflows.filter(
    ({ file }) => !usesClaude(loadWorkflow(readFileSync(file, 'utf8'), file)),
  );
  expect(withoutClaude.map(({ name }) => name).sort()).toEqual(['release-notes', 'tidy-whitespace']);
});
