import { onlyHere, onlyOnCluster, wholeNumber } from '../../cli/flags';
import { program } from '../../cli/program';
import type { Terminal } from '../../cli/terminal';
import { Scratch } from './prodigy';

const scratch = new Scratch();
beforeAll(() => {
  scratch.write('flow.yaml', '- shell: echo hello\n');
  scratch.commit();
});
afterAll(() => scratch.remove());

test('flags of clusters are refused on this machine, the others are not', () => {
  expect(() => onlyHere({ publish: 'target' })).toThrow(
    "'--publish' must come with --cluster, got none: name the cluster, or leave it out",
  );
  expect(() => onlyHere({ allowHost: ['x'] })).toThrow("'--allow-host' must come with --cluster");
  expect(() => onlyHere({ args: 'x', maxParallel: '2', runId: 'x', yes: true, path: '.' })).not.toThrow();
});

/** What a local run takes, and what both take. */
const LOCAL = ['yes', 'path', 'quiet', 'metricsFile'];
const BOTH = [
  ...['cluster', 'maxParallel', 'args', 'param', 'paramFile', 'profile', 'runId', 'fromDlq', 'dryRun'],
  ...['output', 'failOnItemFailure'],
];
const ofRun = program({} as Terminal)
  .commands.find((command) => command.name() === 'run')!
  .options.map((option) => option.attributeName());

test.each(ofRun.filter((name) => ![...LOCAL, ...BOTH].includes(name)))(
  'no flag of run is ignored where nothing goes to a cluster: %s',
  (name) => {
    expect(() => onlyHere({ [name]: 'x' })).toThrow(/^'--[a-z-]+' must come with --cluster, got none/);
  },
);

test('flags of this machine are refused with a cluster, the others are not', () => {
  expect(() => onlyOnCluster({ cluster: 'edge', yes: true })).toThrow(
    "'--yes' must not come with --cluster, got edge: leave one of them out",
  );
  expect(() => onlyOnCluster({ cluster: 'edge', publish: 'target', args: 'x' })).not.toThrow();
});

test('an argument is given once: a run has one', () => {
  const { status, stderr } = scratch.prodigy('run', 'flow.yaml', '--args', 'a', '--yes', '--args=b');
  expect(stderr).toBe(
    "prodigy-k8s: '--args' must be given once, got a and b: start one run for each, or give further values with --param\n",
  );
  expect(status).toBe(2);
});

test.each([
  ['1', 1],
  ['010', 10],
  ['1000', 1000],
  ['1001', undefined],
  ['0', undefined],
  ['1e3', undefined],
  ['0x10', undefined],
  [' 1', undefined],
  ['', undefined],
])('%j as a whole number up to 1000 is %j', (text, number) => {
  expect(wholeNumber(text, 1000)).toBe(number);
});

test.each([
  [['run', 'flow.yaml', '--again'], "'--again' must come with --cluster, got none: name the cluster, or leave it out"],
  [['status', '--context', 'x'], "'--context' must come with --cluster, got none: name the cluster, or leave it out"],
  [
    ['run', 'flow.yaml', '--cluster', 'edge', '--yes'],
    "'--yes' must not come with --cluster, got edge: leave one of them out",
  ],
  [
    ['render', 'flow.yaml', '--cluster', 'edge', '--again'],
    "unknown option '--again'\nprodigy-k8s: see prodigy-k8s render --help",
  ],
])('%j is refused before anything is done', (args, message) => {
  const { status, stdout, stderr } = scratch.prodigy(...args);
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `prodigy-k8s: ${message}\n` });
});

test('the help lists every command below a heading that says what it is for', () => {
  const { stdout } = scratch.prodigy('--help');
  const headings = stdout.split('\n').filter((line) => /^[A-Z].*:$/.test(line));
  expect(headings).toEqual([
    'Options:',
    'Write and check workflows:',
    'Start and watch runs:',
    'Change, continue and clean up runs:',
    'Render, review and deploy manifests:',
    'Describe clusters and their keys:',
    'Other commands:',
  ]);
});

test('without a command the help says what there is', () => {
  const { status, stderr } = scratch.prodigy();
  expect(status).toBe(2);
  expect(stderr).toMatch(/\nprodigy-k8s: name a command, such as: prodigy-k8s run workflow\.yaml\n$/);
});

test('a group of commands without one names one of its own', () => {
  const { status, stderr } = scratch.prodigy('dlq');
  expect(status).toBe(2);
  expect(stderr).toMatch(/\nprodigy-k8s: name a command, such as: prodigy-k8s dlq list\n$/);
});
