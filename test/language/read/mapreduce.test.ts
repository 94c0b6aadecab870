import { findings, mapOf, mapReduce } from '../findings-of';

const DEFAULT = {
  onItemFailure: 'dlq',
  continueOnFailure: true,
  maxFailures: undefined,
  failureThreshold: undefined,
  errorCollection: 'aggregate',
  circuitBreaker: undefined,
  retry: undefined,
};

test.each([
  ['name: x', {}],
  ['error_policy: {}', {}],
  ['on_item_failure: skip\nmax_failures: 3', { onItemFailure: 'skip', maxFailures: 3 }],
  ['error_policy: {on_item_failure: stop, failure_threshold: 0.2}', { onItemFailure: 'stop', failureThreshold: 0.2 }],
  ['continue_on_failure: false', { continueOnFailure: false }],
  ['error_collection: immediate', { errorCollection: 'immediate' }],
  ['error_collection: batched:5', { errorCollection: { batchSize: 5 } }],
  ['error_policy: {error_collection: {batched: {size: 10}}}', { errorCollection: { batchSize: 10 } }],
  [
    'error_policy: {circuit_breaker: {timeout: 1m}}',
    { circuitBreaker: { failureThreshold: 5, successThreshold: 3, timeoutMs: 60_000, halfOpenRequests: 3 } },
  ],
  [
    'error_policy: {retry_config: {max_attempts: 5, backoff: {exponential: {initial: 2s, multiplier: 3}}}}',
    {
      retry: {
        attempts: 5,
        backoff: { kind: 'exponential', initialMs: 2000, base: 3 },
        maxDelayMs: 30_000,
        jitter: 0,
      },
    },
  ],
])('%s is an error policy', (lines, policy) => {
  expect(mapReduce(lines).errorPolicy).toEqual({ ...DEFAULT, ...policy });
});

test('phases have time limits, which may stand in env', () => {
  const text = `env: {LIMIT: 900}
setup: {timeout: $LIMIT, commands: [{shell: ls}]}
reduce: {commands: [{shell: ls}]}
merge: {timeout: 60, commands: [{shell: ls}]}`;
  expect(mapReduce(text)).toMatchObject({
    setup: { timeoutSeconds: 900, steps: [{ label: 'ls' }] },
    reduce: { timeoutSeconds: undefined, steps: [{ label: 'ls' }] },
    merge: { timeoutSeconds: 60 },
  });
});

test('setup leaves variables to the items', () => {
  const outputs = `{A: 0, B: {command_index: 1, source: both, pattern: "v(.*)", json_path: a.0, max_size: 10,
    default: none, multiline: array}}`;
  expect(
    mapReduce(`setup: {commands: [{shell: a}, {shell: b}], capture_outputs: ${outputs}}`).setup.captureOutputs,
  ).toEqual({
    A: {
      commandIndex: 0,
      source: 'stdout',
      pattern: undefined,
      jsonPath: undefined,
      maxBytes: 1_048_576,
      fallback: undefined,
      multiline: 'preserve',
    },
    B: {
      commandIndex: 1,
      source: 'both',
      pattern: 'v(.*)',
      jsonPath: 'a.0',
      maxBytes: 10,
      fallback: 'none',
      multiline: 'array',
    },
  });
});

test('map selects and orders its items', () => {
  const lines = '  filter: score >= 10\n  sort_by: score DESC\n  distinct: file\n  offset: 2\n  max_items: 5';
  expect(mapOf(lines)).toMatchObject({
    filter: 'score >= 10',
    sortBy: 'score DESC',
    distinct: 'file',
    offset: 2,
    maxItems: 5,
  });
});

test.each([
  ['  agent_timeout_secs: 60', { agentSeconds: 60, policy: 'per-agent', graceSeconds: 30, action: 'dlq' }],
  ['  timeout_config: {agent_timeout_secs: "60"}', { agentSeconds: 60 }],
  [
    `  timeout_config: {command_timeouts: {claude: 9}, timeout_policy: Hybrid, timeout_action: GracefulTerminate,
      cleanup_grace_period_secs: 5, enable_monitoring: false}`,
    { commandSeconds: { claude: 9 }, policy: 'hybrid', graceSeconds: 5, action: 'graceful' },
  ],
  ['  timeout_config: {timeout_policy: per_command, timeout_action: skip}', { policy: 'per-command', action: 'skip' }],
])('%s limits the time of items', (lines, timeout) => {
  expect(mapOf(lines).timeout).toMatchObject(timeout);
});

const BARE = 'map: {input: a, agent_template: [{shell: ls}]}';

test.each([
  ['on_item_failure: custom:x', "2:18: 'on_item_failure' must be 'dlq', 'retry', 'skip' or 'stop', got \"custom:x\""],
  [
    'max_failures: 1\nerror_policy: {max_failures: 2}',
    "2:1: 'max_failures' must be given once, got it in 'error_policy' too: remove one",
  ],
  [
    'error_collection: batched',
    "2:19: 'error_collection' must be 'aggregate', 'immediate', 'batched:N' or {batched: {size: N}}, got \"batched\"",
  ],
  ['failure_threshold: 20', "2:20: 'failure_threshold' must be a number from 0 to 1, got 20"],
  [
    'setup: {commands: [{shell: ls}], capture_outputs: {A: 1}}',
    "2:55: 'A' must take the output of one of the 1 steps, got 1: the first is 0",
  ],
  [
    'setup: {commands: [{shell: ls}], capture_outputs: {A: x}}',
    '2:55: \'A\' must be the number of a step from 0, or a mapping, got "x"',
  ],
  ['merge: {commands: []}', "2:19: 'commands' must be a list with at least one step, got []"],
  ['checkpoint: {}', "2:1: unknown key 'checkpoint' is ignored: a run keeps its progress by itself"],
])('%s is answered', (lines, finding) => {
  expect(findings(`mode: mapreduce\n${lines}\n${BARE}`)).toEqual([finding]);
});

test.each([
  ['filter: "score >="', /^5:\d+: 'filter' must have /],
  ['sort_by: score UP', /^5:18: 'sort_by' must have /],
  ['distinct: a b', /^5:15: 'distinct' must have /],
  [
    'agent_timeout_secs: soon',
    "5:23: 'agent_timeout_secs' must be a whole number of seconds from 1, or '$NAME' of a variable in 'env', got \"soon\"",
  ],
  ['timeout_per_agent: 5', "5:3: unknown key 'timeout_per_agent' is ignored: the format has no such key here"],
])('%s in map is answered', (line, finding) => {
  const [first] = findings(`mode: mapreduce\nmap:\n  input: a\n  agent_template: [{shell: ls}]\n  ${line}`);
  if (finding instanceof RegExp) expect(first).toMatch(finding);
  else expect(first).toBe(finding);
});

test.each([
  ['imports: [{path: a.yml}]', 'imports', 10],
  ['extends: a', 'extends', 10],
  ['template: {source: a}', 'template', 11],
])('%s is refused where no other file is read', (line, key, column) => {
  const message = `'${key}' names other files, and none is read here: read this one with 'composeWorkflow'`;
  expect(findings(line)).toEqual([`1:${column}: ${message}`]);
});

test.each([
  ['parameters', 'remove it, a MapReduce run takes any --param NAME=TEXT'],
  ['defaults', "write 'env'"],
  ['workflows', 'remove it, other workflows never run'],
])('%s is for standard files', (key, wayOut) => {
  const text = `mode: mapreduce\n${key}: {}\nmap: {input: a.json, agent_template: [{shell: ls}]}`;
  expect(findings(text)).toEqual([`2:1: '${key}' belongs to standard files: ${wayOut}`]);
});

test('steps at the top are commands by another name', () => {
  expect(findings('steps: [{shell: ls}]')).toContain("1:1: 'steps' is called 'commands': rename it");
});
