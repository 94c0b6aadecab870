import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { stackProgram } from '../cli/stack-program';
import type { Terminal } from '../cli/terminal';
import { dependencies } from '../package.json';
import { targets } from '../stacks/targets';

const folder = join(__dirname, '../docs/how-to/github-actions');
const actions = readdirSync(folder).map((file) => [file, parse(readFileSync(join(folder, file), 'utf8'))] as const);

const stacks = actions.filter(([file]) => file.endsWith('-stack.yaml'));

test.each(stacks)('%s deploys what Pulumi delivers, with the engine that the program is made for', (_, action) => {
  for (const job of Object.values<{ steps: { uses?: string; with?: object }[]; strategy: object }>(action.jobs)) {
    const delivered = targets.filter(({ delivery }) => delivery === 'pulumi').map(({ name }) => name);
    expect(job.strategy).toMatchObject({ matrix: { target: delivered } });
    const engine = job.steps.find(({ uses }) => uses?.startsWith('pulumi/actions@'));
    expect(engine?.with).toMatchObject({ 'pulumi-version': dependencies['@pulumi/pulumi'] });
  }
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}
const stepsOf = (action: { jobs: Record<string, { steps: Step[]; strategy: { matrix: { target: string[] } } }> }) =>
  Object.values(action.jobs).flatMap(({ steps, strategy }) => steps.map((step) => ({ ...step, ...strategy.matrix })));

test.each(stacks)('%s writes the kubeconfig where the stacks look for it, before anything asks for it', (_, action) => {
  const steps = stepsOf(action);
  const written = steps.findIndex(({ run }) => run?.includes('> ~/.kube/config'));
  expect(steps[written]?.env).toEqual({ KUBECONFIG_CONTENT: '${{ secrets.KUBECONFIG }}' });
  expect(steps.findIndex(({ env }) => env?.PULUMI_BACKEND_URL !== undefined)).toBeGreaterThan(written);
  for (const target of steps[written]?.target ?? []) {
    const { config } = parse(readFileSync(join(__dirname, `../Pulumi.${target}.yaml`), 'utf8'));
    expect(config['prodigy-kubernetes:kubeconfigPath']).toBe('~/.kube/config');
  }
});

const TARGET = /\$\{\{ matrix\.target \}\}|"\$TARGET"/;

test.each([
  ['deploy-stack.yaml', ['up TARGET --yes --policy-pack policy -o json', 'drift TARGET -o json']],
  ['preview-stack.yaml', ['preview TARGET --diff --policy-pack policy']],
])('%s asks the policy pack, with commands that there are', (file, expected) => {
  const action = stacks.find(([name]) => name === file)?.[1];
  const commands = stepsOf(action).flatMap(({ run = '' }) =>
    [...run.matchAll(/node dist\/cli\/prodigy-k8s\.cjs stack ([^>\n]+)/g)].map(([, command = '']) =>
      command.trim().replace(TARGET, 'TARGET'),
    ),
  );
  expect(commands).toEqual(expected);
  const known = stackProgram({} as Terminal).commands;
  for (const [name, , ...flags] of commands.map((command) => command.split(' '))) {
    const options = known.find((command) => command.name() === name)?.options ?? [];
    for (const flag of flags.filter((one) => one.startsWith('-')))
      expect(options.flatMap(({ short, long }) => [short, long])).toContain(flag);
  }
  expect(existsSync(join(__dirname, '../policy/PulumiPolicy.yaml'))).toBe(true);
});

test.each(actions)('%s has few rights, and runs no stranger’s program with them', (_, action) => {
  expect(Object.keys(action.on)).not.toContain('pull_request_target');
  expect(Object.entries(action.permissions).filter(([, right]) => right === 'write')).toEqual(
    action.on.pull_request === undefined ? [] : [['pull-requests', 'write']],
  );
});
