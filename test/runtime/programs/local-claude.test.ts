import { ClaudeProject } from './claude-project';

let project: ClaudeProject;
beforeEach(() => {
  project = new ClaudeProject();
});
afterEach(() => project.remove());

const result = (isError: boolean, costUsd: number): string =>
  JSON.stringify({
    type: 'result',
    is_error: isError,
    result: isError ? 'I gave up' : 'answer',
    total_cost_usd: costUsd,
    usage: { input_tokens: 10, output_tokens: 1, cache_read_input_tokens: 2, cache_creation_input_tokens: 3 },
  });

test('the report sums up tokens and money of steps, items and failed items', async () => {
  project.claude(`
echo "$text" >> "$calls"
case "$text" in
  */bad*) echo '${result(true, 0.2)}';;
  *) echo '${result(false, 0.1)}';;
esac`);
  const report = await project.run(`
name: cost
mode: mapreduce
setup:
  - claude: /plan
  - shell: echo '["good", "bad"]' > items.json
map:
  input: items.json
  agent_template:
    - claude: /work/\${item}
reduce:
  - claude: /sum up
`);
  expect(report).toMatchObject({
    outcome: 'complete',
    usage: { inputTokens: 40, outputTokens: 4, cacheReadTokens: 8, cacheCreationTokens: 12, costUsd: 0.5 },
    failures: [{ item: 'item_1', reason: "map step '/work/${item}' (line 10) failed with exit code 1: I gave up" }],
  });
  expect(project.calls.split('\n').sort()).toEqual(['', '/plan', '/sum up', '/work/bad', '/work/good']);
});

test('a run that fails tells what the step that failed took', async () => {
  project.claude(`echo '${result(true, 0.2)}'`);
  const report = await project.run('- claude: /fail');
  expect(report).toMatchObject({ outcome: 'failed', usage: { inputTokens: 10, costUsd: 0.2 } });
});

test('a run without claude tells nothing of usage', async () => {
  expect(await project.run('- shell: "true"')).not.toHaveProperty('usage.costUsd');
});
