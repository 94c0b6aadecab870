import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  exportFromRedis,
  inspectInRedis,
  listInRedis,
  purgeInRedis,
  retryInRedis,
} from '../../../cli/commands/dlq-in-redis';
import type { Terminal } from '../../../cli/terminal';
import type { StampedEntry } from '../../../contract/journal';
import { Route } from '../../../contract/workspace-api';
import { removeTemporaryFolders, temporaryFolder } from '../adapters/git/temporary-repository';
import { runConfig } from '../server/workspace-under-test';
import { makeRun, replaceRedis, report, startAgent, workspace } from './agents-under-test';

afterAll(removeTemporaryFolders);

const run = runConfig('').runId;
const flags = temporaryFolder();
const flag = (name: string): string => join(flags, name);

/** One item holds the run up, one fails until it is told not to, one always does. */
const WORKFLOW = `
name: demo
mode: mapreduce
setup:
  - shell: printf '["slow", "mended", "broken"]' > items.json
map:
  input: items.json
  agent_template:
    - shell: |
        case "\${item}" in
          slow) until test -e ${flag('end')}; do sleep 0.1; done ;;
          *) test -e ${flag('mended')} && test "\${item}" = mended || { echo "network of \${item}"; exit 3; } ;;
        esac
        echo x > "\${item}.txt" && git add -A && git commit --quiet -m "add \${item}"
`;

/** A terminal that keeps what it is told. */
function terminal(): Terminal & { readonly said: string[] } {
  const said: string[] = [];
  const tell = (text: string): void => void said.push(text);
  return { said, out: tell, progress: tell, cwd: flags } as unknown as Terminal & { readonly said: string[] };
}

test('dead letters of a run that goes on are seen, tried again and removed by way of its Redis', async () => {
  await makeRun(WORKFLOW);
  const server = await replaceRedis('open-sesame');
  const { host, port } = server.address;
  const redis = { host, port, tls: false, keyPrefix: 'prodigy', passwordKey: 'queue-password' };
  const existing = { redis, password: 'open-sesame' };
  const running = await Promise.all([0, 1].map((index) => startAgent(index, WORKFLOW, undefined, existing)));
  const selection = { redis: { ...server.address, prefix: 'prodigy' }, run };
  const list = async () => {
    const told = terminal();
    await listInRedis({ ...selection, output: 'json' }, told);
    return JSON.parse(told.said.join('')) as { item_id: string; item_data: unknown }[];
  };
  await until(async () => (await journal()).filter(({ entry }) => entry.type === 'item').length === 2);

  expect(await list()).toMatchObject([
    { item_data: expect.stringMatching(/mended|broken/), failure_count: 1, reprocess_eligible: true },
    { failure_history: [{ error_type: { CommandFailed: { exit_code: 3 } }, attempt_number: 1 }] },
  ]);
  const id = (await list()).find(({ item_data }) => item_data === 'mended')?.item_id as string;
  const shown = terminal();
  await inspectInRedis(id, selection, shown);
  expect(shown.said.join('')).toContain('network of mended');
  await exportFromRedis('letters.json', selection, terminal());
  expect(JSON.parse(readFileSync(flag('letters.json'), 'utf8'))).toEqual(await list());

  writeFileSync(flag('mended'), '');
  const retried = terminal();
  await retryInRedis({ ...selection, item: [id] }, retried);
  expect(retried.said).toEqual([
    `1 dead letter handed to the leader of ${run}, which retries what it counts as dead\n`,
  ]);
  await until(async () => (await journal()).some(({ entry }) => entry.type === 'item' && entry.outcome === 'merged'));
  expect((await list()).map(({ item_data }) => item_data)).toEqual(['broken']);

  await expect(purgeInRedis(selection, terminal())).rejects.toThrow(
    new Error(`'--yes' must be given, since 1 dead letter of ${run} would be removed permanently`),
  );
  const purged = terminal();
  await purgeInRedis({ ...selection, yes: true }, purged);
  expect(purged.said).toEqual(['1 dead letter removed\n']);
  expect(await list()).toEqual([]);

  writeFileSync(flag('end'), '');
  expect(await Promise.all(running.map(({ done }) => done))).toEqual([0, 0]);
  expect(report().items).toEqual({ total: 3, merged: 2, unchanged: 0, dead: 1, purged: 1, skipped: 0 });
});

async function journal(): Promise<readonly StampedEntry[]> {
  const { body } = await workspace.call('agent-0', `GET ${Route.JOURNAL}`);
  return (body as { entries?: StampedEntry[] }).entries ?? [];
}

async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await sleep(200);
}
