import { join } from 'node:path';
import { renderApp, renderBundled } from '../../stacks/app';
import { readProject } from '../../stacks/project';

const project = readProject(join(__dirname, '../..'));
const releaseNotes = project.workflows.find(({ name }) => name === 'release-notes')!;

test('files are listed in one order, whatever the order of clusters and workflows', () => {
  const reversed = {
    ...project,
    clusters: [...project.clusters].reverse(),
    workflows: [...project.workflows].reverse(),
  };
  expect([...renderApp(reversed)]).toEqual([...renderApp(project)]);
});

test('a workflow that cannot be rendered is named, and nothing is returned', () => {
  const broken = { ...releaseNotes, source: { ...releaseNotes.source, text: 'commands: 1\n' } };
  expect(() => renderBundled(broken, project.clusters[0]!, project.images)).toThrow(
    /^cannot render release-notes for development: workflows\/release-notes\/workflow\.yaml:1:/,
  );
});

test('an image lock that is not there is named', () => {
  expect(() => readProject(join(__dirname, '../..'), '/nowhere/images.lock')).toThrow('/nowhere/images.lock');
});

test('where gitops delivers, nobody is there to bring values along', () => {
  const production = project.clusters.find(({ delivery }) => delivery === 'gitops')!;
  const credentials = { 'git-token': { source: 'env', variable: 'GIT_TOKEN' } } as const;
  const submitted = { ...releaseNotes, definition: { ...releaseNotes.definition, credentials } };
  expect(() => renderBundled(submitted, production, project.images)).toThrow(
    new Error(
      "cannot render release-notes for production: 'credentials' must come from the cluster or a store where gitops " +
        'delivers, got git-token from the environment or a file: name an existing Secret, an external store or a ' +
        'SecretProviderClass',
    ),
  );
});
