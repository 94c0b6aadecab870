import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Env } from '../../../contract/environment';
import { Path } from '../../../contract/paths';
import { formatRunConfig, type RunConfig } from '../../../contract/run-config';
import { agentProgram } from '../../../runtime/programs/agent';
import { temporaryFolder } from '../adapters/git/temporary-repository';
import { RecordingLog } from '../adapters/log/recording-log';
import { runConfig, type WorkspaceUnderTest } from '../server/workspace-under-test';

/** Run a workflow with one agent. @param redis port of the run's queue, where it has one. @returns path of the agent's clone, its exit code, and its log. */
export async function runOneAgent(
  workspace: WorkspaceUnderTest,
  workflow: string,
  config: Partial<RunConfig>,
  redis?: number,
): Promise<{ readonly clone: string; readonly code: number; readonly log: string }> {
  const root = temporaryFolder();
  const files: Record<string, string> = {
    [Path.CONFIG_FILE]: formatRunConfig({ ...runConfig(workspace.origin), ...config }),
    [Path.WORKFLOW_FILE]: workflow,
    [Path.WORKSPACE_TOKEN_FILE]: await workspace.issuer.token('agent-0'),
    [`${Path.TEMPORARY}/.keep`]: '',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(root + path), { recursive: true });
    await writeFile(root + path, text);
  }
  const log = new RecordingLog();
  const env = { PATH: process.env.PATH, HOME: root, [Env.AGENT_INDEX]: '0', [Env.POD_NAME]: 'agent-0' };
  const context = { env, log, signal: new AbortController().signal, root };
  const code = await agentProgram(context, {
    workspaceUrl: workspace.url,
    redis: redis === undefined ? undefined : { host: '127.0.0.1', port: redis },
    patienceSeconds: 20,
    watchMs: 50,
  });
  return { clone: `${root}${Path.WORKSPACE}/clone.git`, code, log: JSON.stringify(log.lines) };
}
