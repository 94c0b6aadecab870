import { Route } from '../../../contract/workspace-api';
import { temporaryFolder } from '../adapters/git/temporary-repository';
import { makeRun, report, show, startAgent, workspace } from './agents-under-test';

/** `flaky` fails once, `bad` always. */
const flow = (policy: string): string => `
name: demo
mode: mapreduce
env: { MARKS: "${temporaryFolder()}" }
setup:
  - shell: printf '["good", "flaky", "bad", "fine"]' > items.json
map:
  input: items.json
  agent_template:
    - name: try
      shell: |
        case "\${item}" in
          bad) echo no luck; exit 3 ;;
          flaky) [ -e "$MARKS/seen" ] || { touch "$MARKS/seen"; echo not yet; exit 4; } ;;
        esac
        echo "\${item}" > "\${item}.txt" && git add -A && git commit --quiet -m "add \${item}"
reduce:
  - shell: ls *.txt | tr '\\n' ' ' > all && echo "\${map.successful}/\${map.failed}" >> all && git add all && git commit --quiet -m all
error_policy: {${policy}}
`;

test('agents try items again as the policy says, and leave dead letters with each attempt', async () => {
  const text = flow('on_item_failure: retry, retry_config: {max_attempts: 2, backoff: fixed, initial_delay: 20ms}');
  await makeRun(text);
  const running = await Promise.all([0, 1].map((index) => startAgent(index, text)));
  expect(await Promise.all(running.map(({ done }) => done))).toEqual([0, 0]);
  expect(await show('all')).toBe('fine.txt flaky.txt good.txt 3/1');
  expect(report().items).toEqual({ total: 4, merged: 3, unchanged: 0, dead: 1, skipped: 0 });
  const { body } = await workspace.call('agent-0', `GET ${Route.DEAD_LETTERS}`);
  expect(body).toMatchObject([
    {
      item_id: 'item_2',
      item_data: 'bad',
      failure_count: 2,
      failure_history: [1, 2].map((attempt_number) => ({
        attempt_number,
        error_type: { CommandFailed: { exit_code: 3 } },
        step_failed: 'try',
        agent_id: expect.stringMatching(/^agent-[01]$/),
      })),
    },
  ]);
});

test('a policy that ends the run lets agents exit 30 with its reason', async () => {
  const text = flow('on_item_failure: stop');
  await makeRun(text);
  const agent = await startAgent(0, text);
  expect(await agent.done).toBe(30);
  const reason =
    "'on_item_failure: stop' ended the run: 1 of 2 items failed, the last item_1: " +
    "map step 'try' (line 10) failed with exit code 4: not yet";
  expect(report()).toMatchObject({ outcome: 'failed', exitCode: 30, reason });
  expect(agent.log.messages()).toContain(`the run is over: ${reason}`);
});
