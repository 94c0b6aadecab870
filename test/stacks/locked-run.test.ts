import { join } from 'node:path';
import { type AppProps, type LoadedWorkflow, renderApp, runFiles, unlockedRuns } from '../../stacks/app';
import { readProject } from '../../stacks/project';
import { renewal, renewedTargets } from '../../stacks/renew';
import { targetNamed } from '../../stacks/targets';

const project = readProject(join(__dirname, '../..'));
const tidy = project.workflows.find(({ name }) => name === 'tidy-whitespace')!;
const production = targetNamed('production');
const FOLDER = 'production/tidy-whitespace/';

/** A project of one workflow and one target whose run was rendered and locked. */
function locked(workflow: LoadedWorkflow = tidy): AppProps & { readonly runId: string } {
  const { files, lock } = renewal(
    { workflow: { ...workflow, lock: new Map() }, targets: [production] },
    project.images,
  );
  const workflows = [{ ...workflow, lock }];
  return { ...project, clusters: [production], workflows, committed: files, runId: lock.get('production')! };
}
const ofRun = (tree: ReadonlyMap<string, string>) => new Map([...tree].filter(([path]) => path.startsWith(FOLDER)));
const otherImages = { ...project.images, agent: { ...project.images.agent, tag: '9.9.9' } };
const edited = ({ committed }: AppProps, edit: (text: string) => string) =>
  new Map([...committed].map(([path, text]) => [path, path.endsWith('/job.yaml') ? edit(text) : text]));

test('a locked run stays byte for byte, whatever becomes of images, workflow and settings', () => {
  const before = locked();
  const workflow = {
    ...before.workflows[0]!,
    source: { ...tidy.source, text: `${tidy.source.text}# another\n` },
    definition: { ...tidy.definition, agents: 2 },
  };
  expect(ofRun(renderApp({ ...before, images: otherImages, workflows: [workflow] }))).toEqual(before.committed);
});

test('a workflow that nothing can be rendered from any more keeps its locked run', () => {
  const before = locked();
  const workflows = [{ ...before.workflows[0]!, source: { ...tidy.source, text: 'mode: mapreduce\n' } }];
  expect(ofRun(renderApp({ ...before, workflows }))).toEqual(before.committed);
});

test('without a lock nothing is written: manifests in git would start a run', () => {
  const workflows = [{ ...tidy, lock: new Map() }];
  expect(ofRun(renderApp({ ...project, workflows })).size).toBe(0);
  expect(unlockedRuns({ clusters: [production], workflows })).toEqual([
    { target: 'production', workflow: 'tidy-whitespace' },
  ]);
});

test('where the command line submits there is no lock, and a change is rendered', () => {
  const development = targetNamed('development');
  const tree = renderApp({
    ...project,
    clusters: [development],
    workflows: [{ ...tidy, lock: new Map() }],
    images: otherImages,
  });
  expect(tree.get('development/tidy-whitespace/job.yaml')).toContain('agent:9.9.9');
});

test.each<[string, (props: AppProps) => AppProps['committed'], (id: string) => string]>([
  ['are gone', () => new Map(), () => 'nothing'],
  [
    'are of another run',
    () => renewal({ workflow: tidy, targets: [production] }, otherImages).files,
    () => 'tidy-whitespace-',
  ],
  [
    'were edited',
    (props) => edited(props, (text) => text.replace('activeDeadlineSeconds: 86400', 'activeDeadlineSeconds: 1')),
    () => 'files that somebody edited',
  ],
  [
    'lost an object',
    ({ committed }) => new Map([...committed].filter(([path]) => !path.includes('role'))),
    () => 'files that somebody edited',
  ],
])('locked manifests that %s are an error with the way out', (_, change, got) => {
  const props = locked();
  expect(() => renderApp({ ...props, committed: change(props) })).toThrow(
    `'manifests/production/tidy-whitespace' must hold the run ${props.runId}, got ${got(props.runId)}`,
  );
  expect(() => renderApp({ ...props, committed: change(props) })).toThrow(
    'restore it from git, or start a new run with prodigy-k8s renew tidy-whitespace --target production',
  );
});

test('renew says the old id and the new one, and makes what the next synth keeps', () => {
  const before = locked();
  const { changes, files, lock } = renewal({ workflow: before.workflows[0]!, targets: [production] }, otherImages);
  const after = lock.get('production')!;
  expect(changes).toEqual([{ target: 'production', before: before.runId, after }]);
  expect(after).not.toBe(before.runId);
  const workflows = [{ ...tidy, lock }];
  expect(ofRun(renderApp({ ...before, workflows, committed: files }))).toEqual(files);
});

test('what would be the same stays the same run, until it is asked for again', () => {
  let { workflows, committed, runId } = locked();
  const next = (again: boolean) => renewal({ workflow: workflows[0]!, targets: [production], again }, project.images);
  expect(next(false)).toMatchObject({ changes: [{ before: runId, after: runId }], files: committed });
  for (let round = 2; round <= 9; round += 1) {
    const { lock, files } = next(true);
    workflows = [{ ...tidy, lock }];
    committed = files;
    expect(lock.get('production')).toBe(`${runId}-${round}`);
    expect(ofRun(renderApp({ ...project, clusters: [production], workflows, committed }))).toEqual(files);
    expect(next(false).changes).toEqual([
      { target: 'production', before: `${runId}-${round}`, after: `${runId}-${round}` },
    ]);
  }
  expect(() => next(true)).toThrow(
    new Error(`run ${runId} has run nine times: change its workflow, its settings or its images`),
  );
});

test('renewing one target leaves the locks of the others', () => {
  const workflow = { ...tidy, lock: new Map([['edge', 'mine']]) };
  expect([...renewal({ workflow, targets: [production] }, project.images).lock.keys()]).toEqual(['edge', 'production']);
});

test('a target to renew is named, or all of them are', () => {
  const names = (name?: string, all?: boolean) => renewedTargets(project.clusters, name, all).map((one) => one.name);
  expect(names('edge')).toEqual(['edge']);
  expect(names(undefined, true)).toEqual(['edge', 'production', 'production-staging']);
  for (const [name, all, got] of [
    [undefined, false, 'nothing'],
    ['development', false, 'development'],
    ['edge', true, 'both --target and --all'],
  ] as const)
    expect(() => names(name, all)).toThrow(
      new Error(
        `'--target' must be one of edge, production, production-staging, got ${got}: ` +
          'name one, or renew every one with --all',
      ),
    );
});

test('the committed locks name runs whose manifests are as they were rendered', () => {
  for (const { name, lock } of project.workflows)
    for (const [target, runId] of lock) expect(project.committed.get(`${target}/${name}/job.yaml`)).toContain(runId);
  expect(unlockedRuns(project)).toEqual([]);
  expect([...runFiles(tidy, production, project.images).keys()]).toContain(`${FOLDER}job.yaml`);
});
