import { mkdir, writeFile } from 'node:fs/promises';
import { lineNumber } from '../../../contract/agent-log';
import { Env } from '../../../contract/environment';
import { Path } from '../../../contract/paths';
import { NumberedLines } from '../../../runtime/adapters/log/numbered-lines';
import { pinoLog } from '../../../runtime/adapters/log/pino-log';
import { agentProgram } from '../../../runtime/programs/agent';
import { readLogs } from '../../../runtime/programs/read-logs';
import { agentRoot, makeRun, redis, workspace } from './agents-under-test';

const SECRET = 'correct-horse-battery';

const WORKFLOW = `
name: demo
mode: mapreduce
secrets: { API_TOKEN: "\${env:API_TOKEN}" }
setup:
  - shell: printf '["a", "b"]' > items.json; echo "prepared with $API_TOKEN"
map:
  input: items.json
  agent_template:
    - shell: echo "working on \${item} with $API_TOKEN"
    - shell: test "\${item}" = a || { echo "no $API_TOKEN" >&2; exit 3; }
reduce:
  - shell: echo "$API_TOKEN is all"
`;

type Line = Readonly<Record<string, unknown>>;

/** What an agent writes to its standard error, line by line. */
async function linesOf(workflow: string): Promise<string[]> {
  await makeRun(workflow);
  const root = await agentRoot('agent-0', workflow);
  await mkdir(root + Path.SECRETS, { recursive: true });
  await writeFile(`${root}${Path.SECRETS}/API_TOKEN`, SECRET);
  const lines: string[] = [];
  const destination = new NumberedLines(Date.now(), { write: (line) => void lines.push(line) });
  const log = pinoLog({ fields: { run: 'demo-1', pod: 'agent-0', program: 'agent' }, destination });
  const env = { PATH: process.env.PATH, HOME: root, [Env.AGENT_INDEX]: '0', [Env.POD_NAME]: 'agent-0' };
  const context = { env, log, lines: destination, signal: new AbortController().signal, root };
  const address = { host: '127.0.0.1', port: redis!.port };
  await agentProgram(context, { workspaceUrl: workspace.url, redis: address, watchMs: 50 });
  return lines;
}

test('what an agent writes is on the claim when it ends, line by line, without secret values', async () => {
  const texts = await linesOf(WORKFLOW);
  const read = [...readLogs(workspace.path(`${Path.STATE}/logs`), {})].map(({ line }) => line);
  expect(read.slice(1, -1)).toEqual(texts.map((text) => text.trimEnd()));
  expect(texts.map((text) => lineNumber(text))).toEqual(texts.map((_, at) => at + 1));
  const next = texts.length + 1;
  expect(JSON.parse(read.at(-1) as string)).toMatchObject({ log: { index: 0, pod: 'agent-0', next, ended: true } });
  expect(read.filter((line) => line.includes(SECRET))).toEqual([]);
});

test('every line of an agent says where it belongs, in one JSON record without secret values', async () => {
  const texts = await linesOf(WORKFLOW);
  expect(texts.filter((text) => text.includes(SECRET))).toEqual([]);
  const lines = texts.map((text) => JSON.parse(text) as Line);
  expect(lines.filter(({ run, pod, program }) => run !== 'demo-1' || pod !== 'agent-0' || program !== 'agent')).toEqual(
    [],
  );
  for (const text of texts) {
    const names = [...text.matchAll(/[{,]"(\w+)":/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
  }
  const where = ({ phase, item, attempt, step, stream, msg }: Line) => ({ phase, item, attempt, step, stream, msg });
  const printed = lines.filter(({ stream }) => stream !== undefined).map(where);
  const inMap = (index: number) => ({ phase: 'map', item: `item_${index}`, attempt: 1 });
  const working = WORKFLOW.match(/- shell: (echo "working.*)/)?.[1];
  const failing = WORKFLOW.match(/- shell: (test .*)/)?.[1];
  const first = WORKFLOW.match(/- shell: (printf .*)/)?.[1];
  expect(printed).toHaveLength(5);
  expect(printed).toEqual(
    expect.arrayContaining([
      { phase: 'setup', step: first, stream: 'stdout', msg: 'prepared with ***' },
      { ...inMap(0), step: working, stream: 'stdout', msg: 'working on a with ***' },
      { ...inMap(1), step: working, stream: 'stdout', msg: 'working on b with ***' },
      { ...inMap(1), step: failing, stream: 'stderr', msg: 'no ***' },
      { phase: 'reduce', step: 'echo "$API_TOKEN is all"', stream: 'stdout', msg: '*** is all' },
    ]),
  );
  const ofItems = lines.filter(({ msg }) => /^item_\d/.test(String(msg)));
  expect(new Set(ofItems.map(({ item }) => item))).toEqual(new Set(['item_0', 'item_1']));
  expect(ofItems.filter(({ phase, item, attempt }) => phase !== 'map' || !item || attempt !== 1)).toEqual([]);
});
