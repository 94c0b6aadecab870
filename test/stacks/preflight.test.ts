import { join } from 'node:path';
import { findingText, type Severity } from '../../review/preflight/finding';
import { readTree } from '../../stacks/manifest-folder';
import { preflightFolders, preflightRun } from '../../stacks/preflight';
import { readProject } from '../../stacks/project';
import { renderRun } from '../../stacks/render';
import { targetNamed } from '../../stacks/targets';

const root = join(__dirname, '../..');
const { workflows, images } = readProject(root);
const committed = readTree(join(root, 'manifests'));
const tidy = workflows.find(({ name }) => name === 'tidy-whitespace')!;

test('the committed manifests have no errors, and no warnings but that images have no digest yet', () => {
  const findings = preflightFolders(committed, (folder) => targetNamed(folder.split('/')[0]!));
  const told = (severity: Severity) =>
    findings.flatMap((finding) => (finding.severity === severity ? `${finding.check} ${finding.file}` : []));
  const first = ['job.yaml', 'statefulset.redis.yaml', 'statefulset.repo-cache.yaml'];
  const expected = [...committed.keys()].filter((path) => first.some((file) => path.endsWith(`/${file}`)));
  expect(told('error')).toEqual([]);
  expect(told('warning')).toEqual(expected.map((file) => `image-digests ${file}`));
  // Not every run fits its namespace twice.
  expect(told('info').filter((text) => !text.startsWith('quota '))).toEqual([]);
});

test('without its cap, the production cluster holds 24 of 100 agents', () => {
  const { repositoryCache: _, ...production } = targetNamed('production');
  const request = {
    ...tidy.definition,
    workflow: tidy.source,
    cluster: { ...production, maxAgents: 1000 },
    images,
    agents: 100,
  };
  const [worst] = preflightRun(request, renderRun(request));
  expect(findingText(worst!)).toMatch(
    /^error: Job\/prodigy-tidy-whitespace-[0-9a-f]{8}: 'spec\.parallelism' must be at most 24, got 100: use 24 agents, or raise limits\.cpu of the namespace from 100 to 403\n {2}limits\.cpu is 4 per agent and 3 for all other pods together; /,
  );
});
