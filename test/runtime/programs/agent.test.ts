import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Annotation } from '../../../contract/labels';
import { Path } from '../../../contract/paths';
import { Route } from '../../../contract/workspace-api';
import { git } from '../../../runtime/adapters/git/git';
import { agentProgram } from '../../../runtime/programs/agent';
import { temporaryFolder } from '../adapters/git/temporary-repository';
import { RecordingLog } from '../adapters/log/recording-log';
import { JOB_PATH, until } from '../server/workspace-under-test';
import {
  agentRoot,
  MAPREDUCE,
  makeRun,
  redis,
  replaceWorkspace,
  report,
  STANDARD,
  show,
  startAgent,
  workspace,
} from './agents-under-test';

test('an agent runs a standard workflow and publishes its result', async () => {
  await makeRun(STANDARD);
  const agent = await startAgent(0, STANDARD);
  expect(await agent.done).toBe(0);
  expect([await show('one.txt'), await show('two.txt')]).toEqual(['one', 'two']);
  expect(report()).toMatchObject({ outcome: 'complete', exitCode: 0, result: { commits: 2 } });
});

test('a Job that is created again ends with the report of its run, with no server at the other end', async () => {
  const root = temporaryFolder();
  await mkdir(`${root}${Path.REPORT}`);
  await writeFile(`${root}${Path.REPORT_FILE}`, JSON.stringify({ outcome: 'failed', reason: 'step 1', exitCode: 30 }));
  const log = new RecordingLog();
  const context = { env: {}, log, signal: new AbortController().signal, root };
  expect(await agentProgram(context, { workspaceUrl: 'http://127.0.0.1:1' })).toBe(30);
  expect(log.messages('info')).toEqual(['the run is over: step 1']);
});

test('agents share the items of a MapReduce workflow', async () => {
  await makeRun(MAPREDUCE);
  const running = await Promise.all([0, 1, 2].map((index) => startAgent(index, MAPREDUCE)));
  expect(await Promise.all(running.map(({ done }) => done))).toEqual([0, 0, 0]);
  expect(await show('all')).toBe('a.txt b.txt c.txt d.txt e.txt f.txt 6/6');
  expect(await show('a.txt')).toBe('shared');
  expect(report().items).toEqual({ total: 6, merged: 6, unchanged: 0, dead: 0, skipped: 0 });
});

/** Steps wait here until the test lets them go on; a variable of the workflow names the folder. */
const gated = (folder: string, workflow: string) => `env: { GATE: "${folder}" }\n${workflow}`;
const WAIT = 'touch "$GATE/$1-here"; while [ ! -e "$GATE/go" ]; do sleep 0.02; done';

test('on SIGTERM an agent gives its item and the lead back, and exits 10', async () => {
  const gate = temporaryFolder();
  const flow = gated(
    gate,
    MAPREDUCE.replace('- shell: cat .cache', `- shell: set -- "\${item_id}"; ${WAIT}; cat .cache`),
  );
  await makeRun(flow);
  const first = await startAgent(0, flow);
  await until(() => existsSync(join(gate, 'item_0-here')));
  const second = await startAgent(1, flow);
  first.stop();
  expect(await first.done).toBe(10);
  await writeFile(join(gate, 'go'), '');
  expect(await second.done).toBe(0);
  expect(await show('all')).toBe('a.txt b.txt c.txt d.txt e.txt f.txt 6/6');
  const journal = await git(
    ['log', '--format=%(trailers:key=Prodigy-Attempt,valueonly,separator=)', 'refs/prodigy/session'],
    {
      cwd: workspace.repository,
    },
  );
  expect(journal.split('\n').filter(Boolean).sort()).toEqual(['1', '1', '1', '1', '1', '2']);
});

test('a leader that waits for a Redis that is gone ends with the run', async () => {
  await makeRun(MAPREDUCE);
  await redis?.kill();
  const agent = await startAgent(0, MAPREDUCE);
  await until(() => agent.log.messages('info').includes('6 items'));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  workspace.api.objects.set(JOB_PATH, { metadata: { uid: 'job-uid', annotations: { [Annotation.CANCEL]: 'enough' } } });
  expect(await agent.done).toBe(30);
  expect(report()).toMatchObject({ outcome: 'cancelled', reason: 'enough' });
});

test('a failed step ends the run for every agent with 30', async () => {
  const flow = '- shell: echo no >&2; exit 7';
  await makeRun(flow);
  const agent = await startAgent(0, flow);
  expect(await agent.done).toBe(30);
  expect(report()).toMatchObject({
    outcome: 'failed',
    reason: "commands step 'echo no >&2; exit 7' (line 1) failed with exit code 7: no",
  });
  const late = await startAgent(1, flow);
  expect(await late.done).toBe(30);
});

test('an agent that comes while the run ends, ends as the run did', async () => {
  await makeRun(STANDARD);
  const [first, late] = await Promise.all([startAgent(0, STANDARD), startAgent(1, STANDARD)]);
  expect(await first.done).toBe(0);
  expect(await late.done).toBe(0);
  const { log, done } = await startAgent(2, STANDARD);
  expect(await done).toBe(0);
  expect(log.lines.map(({ message }) => message)).toEqual(['the run is over: the run is complete']);
});

test('an agent whose run ends before it has cloned, ends as the run did', async () => {
  await makeRun(STANDARD);
  const finish = async () => {
    const fencing = await workspace.lead('agent-1');
    return workspace.call('agent-1', `POST ${Route.JOURNAL}`, { type: 'finished', outcome: 'complete' }, fencing);
  };
  const { log, done } = await startAgent(0, STANDARD, finish);
  expect(await done).toBe(0);
  expect(workspace.log.lines).toContain('info: agent 0 has started');
  expect(log.messages('info')).toEqual(['the run is over: the run is complete']);
  expect(log.messages('error')).toEqual([]);
});

test('steps see the tags of the run’s repository', async () => {
  const workflow = `- shell: git describe > found && git add found && git commit --quiet -m found`;
  await replaceWorkspace(workflow);
  const identity = { GIT_COMMITTER_NAME: 'x', GIT_COMMITTER_EMAIL: 'x' };
  await git(['tag', '-a', 'v1', '-m', 'one'], { cwd: workspace.repository, env: identity });
  await workspace.start();
  expect(await (await startAgent(0, workflow)).done).toBe(0);
  expect(await show('found')).toBe('v1');
});

test('the workspace server may go away and come back', async () => {
  const gate = temporaryFolder();
  const flow = gated(gate, `commands:\n  - shell: set -- step; ${WAIT}; git commit --quiet --allow-empty -m one`);
  await makeRun(flow);
  const agent = await startAgent(0, flow);
  await until(() => existsSync(join(gate, 'step-here')));
  await workspace.stop();
  await writeFile(join(gate, 'go'), '');
  await until(() => agent.log.messages('warn').some((message) => message.startsWith('git push')));
  await workspace.start();
  expect(await agent.done).toBe(0);
  expect(report()).toMatchObject({ outcome: 'complete', result: { commits: 1 } });
});

test('a push that the workspace has no space for is tried again, and no step with it', async () => {
  const log = join(temporaryFolder(), 'log');
  const flow = `- shell: echo step >> ${log}; git commit --quiet --allow-empty -m one`;
  await makeRun(flow);
  // What git says then is what it says of a full disk: "unpacker error".
  const limit = (...args: string[]) => git(['config', ...args], { cwd: workspace.repository });
  await limit('receive.maxInputSize', '1');
  const agent = await startAgent(0, flow);
  await until(() => agent.log.messages('warn').some((message) => message.includes('unpacker error')));
  await limit('--unset', 'receive.maxInputSize');
  expect(await agent.done).toBe(0);
  expect(await readFile(log, 'utf8')).toBe('step\n');
});

test('an agent that finds no workspace server gives up with 20', async () => {
  await makeRun(STANDARD);
  const root = await agentRoot('agent-0', STANDARD);
  const log = new RecordingLog();
  const env = { PATH: process.env.PATH, HOME: root };
  const options = { workspaceUrl: 'http://127.0.0.1:9', patienceSeconds: 0.3 };
  expect(await agentProgram({ env, log, signal: new AbortController().signal, root }, options)).toBe(20);
  expect(log.messages('error')).toEqual([expect.stringMatching(/^the workspace server cannot be reached: .+/)]);
});

test('an agent without a configuration, or with a workflow that is none, exits 20 and says why', async () => {
  await makeRun(STANDARD);
  const root = await agentRoot('agent-0', '- run: nothing');
  const log = new RecordingLog();
  const context = { env: {}, log, signal: new AbortController().signal };
  expect(await agentProgram({ ...context, root })).toBe(20);
  expect(log.messages('error')[0]).toMatch(/^\/config\/workflow\.yaml:1:/);
  expect(await agentProgram({ ...context, root: temporaryFolder() })).toBe(20);
  expect(log.messages('error')[1]).toMatch(/^ENOENT: no such file or directory, open '.*\/config\/config\.env'$/);
});

test('no token is in a file, an argument or the log of an agent', async () => {
  await makeRun(STANDARD);
  const agent = await startAgent(0, STANDARD);
  await agent.done;
  const token = await readFile(`${agent.root}${Path.WORKSPACE_TOKEN_FILE}`, 'utf8');
  const found = await git(['grep', '--no-index', '-l', token.slice(-60), '--', '.'], {
    cwd: join(agent.root, 'workspace'),
  }).catch(() => '');
  expect(found).toBe('');
  expect(JSON.stringify(agent.log.lines)).not.toContain(token.slice(-60));
});
