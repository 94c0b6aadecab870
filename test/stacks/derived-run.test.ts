import { join } from 'node:path';
import { derivedRunId, PLACEHOLDER_RUN_ID } from '../../constructs/run-id';
import { derivedRun } from '../../stacks/derived-run';
import { readProject } from '../../stacks/project';
import { renderRun } from '../../stacks/render';

const { clusters, workflows, images } = readProject(join(__dirname, '../..'));
const requests = workflows.flatMap(({ source, name, definition: { description: _, ...definition } }) =>
  clusters.map((cluster) => [name, cluster.name, { ...definition, workflow: source, cluster, images }] as const),
);

test.each(requests)('%s on %s: a derived id renders what the same id, given, renders', (_, __, request) => {
  const { runId, objects } = renderRun(request);
  expect(objects).toEqual(renderRun({ ...request, runId }).objects);
  const slug = runId.slice(0, -'-01234567'.length);
  expect(runId).toBe(derivedRunId(slug, renderRun({ ...request, runId: PLACEHOLDER_RUN_ID }).objects));
});

const config = (text: string) => (runId: string) => [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `prodigy-${runId}` }, data: { text } },
];

test('a run is rendered once', () => {
  const render = jest.fn(config('a'));
  const { runId, objects } = derivedRun('w', 'a', render);
  expect(objects).toEqual(config('a')(runId));
  expect(render).toHaveBeenCalledTimes(1);
});

test('an input that looks like what stands in for the id stays as it is', () => {
  const text = 'stand-in-for-the-id-of-a-run';
  const { runId, objects } = derivedRun('w', text, config(text));
  expect(objects).toEqual(config(text)(runId));
});
