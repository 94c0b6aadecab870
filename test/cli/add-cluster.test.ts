import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { Scratch } from './prodigy';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.remove());

const add = (...args: string[]) => scratch.prodigy('clusters', 'add', ...args);
const file = () => readFileSync(join(scratch.path, '.home/.prodigy/kubernetes.yaml'), 'utf8');

test('the first cluster makes the file, and is known from then on', () => {
  const { status, stderr } = add('team', '--context', 'eks-team', '--storage-class', 'gp3', '--use-spot');
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: '~/.prodigy/kubernetes.yaml: team, namespace prodigy\ncheck it with: prodigy-k8s clusters check team\n',
  });
  expect(file()).toMatch(
    /^# Clusters that .*\nclusters:\n {2}team:\n {4}context: eks-team\n {4}spot_instances: true\n {4}storage:\n {6}storage_class: gp3\n$/s,
  );
  expect(scratch.prodigy('clusters', 'list', '-o', 'name').stdout).toContain('team\n');
});

test.each([
  ['k8s/config', () => join(realpathSync(scratch.path), 'k8s/config')],
  ['/etc/k8s', () => '/etc/k8s'],
  ['~/.kube/team', () => '~/.kube/team'],
  ['-', () => '"-"'],
])('the kubeconfig %s is found from every folder', (kubeconfig, recorded) => {
  expect(add('team', '--kubeconfig', kubeconfig).status).toBe(0);
  expect(file()).toContain(`kubeconfig_path: ${recorded()}\n`);
});

test('a cluster may have the defaults of everything', () => {
  expect(add('team')).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/^~\/.prodigy\/kubernetes.yaml: team, namespace prodigy\n/),
  });
  expect(file()).toMatch(/\nclusters:\n {2}team: {}\n$/);
  expect(add('team', '--context', 'x').status).toBe(4);
});

test('another lies beside what somebody wrote, comments and all', () => {
  const own = '# mine\nclusters:\n  # the old one\n  first: { namespace: one } # keep\n';
  scratch.write('.home/.prodigy/kubernetes.yaml', own);
  expect(add('second', '-n', 'two', '--max-parallel', '7').status).toBe(0);
  expect(file()).toBe(`${own}  second:\n    namespace: two\n    max_parallel: 7\n`);
});

test.each(['clusters:\n', '# nothing\n', '---\n'])('a file that says %j takes its first cluster', (own) => {
  scratch.write('.home/.prodigy/kubernetes.yaml', own);
  expect(add('team', '-n', 'one')).toMatchObject({ status: 0 });
  expect(file()).toMatch(/^clusters:\n {2}team:\n {4}namespace: one\n$/m);
});

test('entries that are commented out stay so', () => {
  scratch.write('.home/.prodigy/kubernetes.yaml', 'clusters:\n  # old:\n  #   context: a\n');
  expect(add('team', '-n', 'one')).toMatchObject({ status: 0 });
  expect(file()).toMatch(/# old:\n\s*# {3}context: a\n/);
});

test.each([
  [['team', '--max-parallel', 'many'], 2, "'--max-parallel' must be a whole number, got many"],
  [['team', '--provider', 'moon'], 2, "'provider' must be"],
  [['Team', '-n', 'x'], 2, "a cluster's name must be lower-case letters, digits and dashes, got Team: rename it"],
])('%j is refused, and nothing is written', (args, status, message) => {
  const answer = add(...args);
  expect(answer).toMatchObject({ status, stderr: expect.stringContaining(message) });
  expect(existsSync(join(scratch.path, '.home/.prodigy/kubernetes.yaml'))).toBe(false);
});

test('what is described already stays as it is', () => {
  add('team', '-n', 'one');
  const before = file();
  expect(add('team', '-n', 'two')).toMatchObject({
    status: 4,
    stderr:
      "prodigy-k8s: 'team' must be described once, and ~/.prodigy/kubernetes.yaml has it already: change it there\n",
  });
  expect(file()).toBe(before);
});
