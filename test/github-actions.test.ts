import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
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

test.each(actions)('%s has few rights, and runs no stranger’s program with them', (_, action) => {
  expect(Object.keys(action.on)).not.toContain('pull_request_target');
  expect(Object.entries(action.permissions).filter(([, right]) => right === 'write')).toEqual(
    action.on.pull_request === undefined ? [] : [['pull-requests', 'write']],
  );
});
