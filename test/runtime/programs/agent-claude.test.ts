import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Env } from '../../../contract/environment';
import { Path, SecretKey, secretFile } from '../../../contract/paths';
import { agentProgram } from '../../../runtime/programs/agent';
import { temporaryFolder } from '../adapters/git/temporary-repository';
import { RecordingLog } from '../adapters/log/recording-log';
import { agentRoot, makeRun, redis, report, show, workspace } from './agents-under-test';

const CONFLICT = `
name: lists
mode: mapreduce
map:
  input: echo '["one", "two"]'
  json_path: "$[*]"
  agent_template:
    - shell: echo "\${item}" >> README && git commit -qam 'add \${item}'
    - claude: /review
`;

/** Run an agent with a key and a scripted claude; its home has Prodigy's merge command. */
async function runAgent(script: string): Promise<{ readonly code: number; readonly log: RecordingLog }> {
  const root = await agentRoot('agent-0', CONFLICT);
  const files = {
    [secretFile(SecretKey.CLAUDE_API_KEY)]: 'sk-canary\n',
    [`${Path.HOME}/.claude/commands/prodigy-merge-worktree.md`]: 'Merge $ARGUMENTS\n',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(root + path), { recursive: true });
    await writeFile(root + path, text);
  }
  const bin = temporaryFolder();
  await writeFile(join(bin, 'claude'), `#!/bin/sh\nfor text; do :; done\n${script}\n`, { mode: 0o755 });
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: root, [Env.AGENT_INDEX]: '0', [Env.POD_NAME]: 'agent-0' };
  const log = new RecordingLog();
  const code = await agentProgram(
    { env, log, signal: new AbortController().signal, root },
    {
      workspaceUrl: workspace.url,
      redis: { host: '127.0.0.1', port: redis!.port },
      patienceSeconds: 20,
      watchMs: 50,
    },
  );
  return { code, log };
}

const PAID = `echo '{"type":"result","result":"ok","total_cost_usd":0.1,"usage":{"input_tokens":5}}'`;

test('an agent that leads has claude merge what conflicts, and the report tells what claude took', async () => {
  await makeRun(CONFLICT);
  const { code, log } = await runAgent(`
case "$text" in /prodigy-merge-worktree*)
  git merge -q "\${text#* }" > /dev/null || true
  printf 'both\\n' > README && git commit -qam 'took both';;
esac
${PAID}`);
  expect(code).toBe(0);
  expect(await show('README')).toBe('both');
  expect(report()).toMatchObject({
    outcome: 'complete',
    items: { total: 2, merged: 2, dead: 0 },
    usage: { inputTokens: 15, costUsd: 0.3 },
  });
  expect(JSON.stringify(log.lines)).not.toContain('sk-canary');
});

test('what claude leaves unmerged is a dead letter', async () => {
  await makeRun(CONFLICT);
  const { code } = await runAgent(PAID);
  expect(code).toBe(0);
  expect(report()).toMatchObject({ items: { merged: 1, dead: 1 }, usage: { inputTokens: 15 } });
  expect(report().failures[0].reason).toBe('merge conflict in README; claude could not resolve it: it made no merge');
});
