import { writeFile } from 'node:fs/promises';
import { formatGivenItems } from '../../../contract/given-items';
import { Path } from '../../../contract/paths';
import { agentProgram } from '../../../runtime/programs/agent';
import { RecordingLog } from '../adapters/log/recording-log';
import { agentRoot, makeRun, redis, report, show, workspace } from './agents-under-test';

const FLOW = `
name: words
mode: mapreduce
map:
  input: no-such-file.json
  filter: item.never == true
  agent_template:
    - shell: echo "\${item.word}" > "\${item_id}" && git add . && git commit -qm word
`;

test('a run that is given items works on these, whatever its input, under their own ids', async () => {
  await makeRun(FLOW);
  const root = await agentRoot('agent-0', FLOW);
  const items = [
    { id: 'item_3', data: { word: 'three' } },
    { id: 'item_7', data: { word: 'seven' } },
  ];
  await writeFile(root + Path.GIVEN_ITEMS_FILE, formatGivenItems(items));
  const env = { PATH: process.env.PATH, HOME: root, JOB_COMPLETION_INDEX: '0', POD_NAME: 'agent-0' };
  const code = await agentProgram(
    { env, log: new RecordingLog(), signal: new AbortController().signal, root },
    {
      workspaceUrl: workspace.url,
      redis: { host: '127.0.0.1', port: redis!.port },
      patienceSeconds: 20,
      watchMs: 50,
    },
  );
  expect(code).toBe(0);
  expect(report()).toMatchObject({ outcome: 'complete', items: { total: 2, merged: 2 } });
  expect([await show('item_3'), await show('item_7')]).toEqual(['three', 'seven']);
});
