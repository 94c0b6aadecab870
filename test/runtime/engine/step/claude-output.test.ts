import { ClaudeOutput, LONGEST_RECORD } from '../../../../runtime/engine/step/claude-output';
import { Masking } from '../../../../runtime/engine/step/masking';

const assistant = (content: object[], message: object = {}) =>
  JSON.stringify({ type: 'assistant', message: { content, ...message } });
const text = (said: string) => ({ type: 'text', text: said });
const tool = (name: string, input: object) => ({ type: 'tool_use', name, input });
const tokens = (input: number, output: number) => ({
  input_tokens: input,
  output_tokens: output,
  cache_read_input_tokens: 7,
  cache_creation_input_tokens: 8,
});

/** What a person is shown of some lines. */
function shown(...lines: string[]): readonly string[] {
  const output = new ClaudeOutput(new Masking(['s3cret-value']));
  return lines.flatMap((line) => [...output.read(line)]);
}

const after = (...lines: string[]): ClaudeOutput => {
  const output = new ClaudeOutput(new Masking(['s3cret-value']));
  for (const line of lines) output.read(line);
  return output;
};

test('a person reads what claude says and which tools it uses, and no record', () => {
  expect(
    shown(
      '{"type":"system","subtype":"init","tools":["Bash"]}',
      assistant([text('I look first.\nThen I fix it.'), tool('Bash', { command: 'npm test\necho ok', timeout: 5 })]),
      '{"type":"user","message":{"content":[{"type":"tool_result","content":"a long file"}]}}',
      assistant([tool('Read', { limit: 3, file_path: `/work/${'x'.repeat(200)}` }), tool('Plan', {})]),
      '{"type":"result","subtype":"success","is_error":false,"result":"Done."}',
    ),
  ).toEqual(['I look first.', 'Then I fix it.', '[Bash] npm test', `[Read] /work/${'x'.repeat(154)}…`, '[Plan]']);
});

test('a secret value is hidden before what a tool is asked for is cut', () => {
  const command = `${'x'.repeat(153)}s3cret-value`;
  expect(shown(assistant([tool('Bash', { command }), text('it is s3cret-value')]), 's3cret-value')).toEqual([
    `[Bash] ${'x'.repeat(153)}***`,
    'it is ***',
    '***',
  ]);
});

test('a person is told that its service does not answer', () => {
  const retry = { type: 'system', subtype: 'api_retry', attempt: 5, max_retries: 10, error_status: 529 };
  expect(
    shown(JSON.stringify({ ...retry, error: 'overloaded' }), JSON.stringify({ ...retry, error_status: null })),
  ).toEqual(['[asks again, 5 of 10: 529 overloaded]', '[asks again, 5 of 10: no answer]']);
});

test('what is no record is text, whatever it looks like', () => {
  const lines = ['Warning: no telemetry', '{"half": ', '{"a":1}', '[]', '', 'null'];
  expect(shown(...lines)).toEqual(lines);
});

test('records of a strange shape are borne', () => {
  expect(
    shown(
      '{"type":"assistant"}',
      '{"type":"assistant","message":null}',
      '{"type":"assistant","message":{"content":"text"}}',
      '{"type":"assistant","message":{"content":[null,7,{"type":"tool_use"},{"type":"text"}]}}',
      '{"type":"from a later version"}',
    ),
  ).toEqual(['[undefined]']);
});

test('a record too long to be read is left out, and what follows is read', () => {
  const piece = `{"type":"user","x":"${'y'.repeat(LONGEST_RECORD)}`.slice(0, LONGEST_RECORD);
  expect(shown(piece, 'yyy"}', 'plain', assistant([text('read')]))).toEqual(['plain', 'read']);
  expect(shown(piece, piece, assistant([text('read')]))).toEqual(['read']);
});

test('the answer is the last result, or else what was said', () => {
  expect(
    after(assistant([text('no')]), '{"type":"result","result":"first"}', '{"type":"result","result":"all"}').answer(),
  )
    // a result ends the stream; where a program prints two, the later is the answer
    .toBe('all');
  expect(after(assistant([text('so far')])).answer()).toBe('so far\n');
  expect(after('{"type":"result","subtype":"error_max_turns","is_error":true}').answer()).toBe('');
});

test('an error that claude reports is told with its text, or else by its kind', () => {
  expect(after('{"type":"result","is_error":true,"result":"Credit balance is too low"}').complaint()).toBe(
    'Credit balance is too low',
  );
  expect(after('{"type":"result","is_error":true,"subtype":"error_max_turns"}').complaint()).toBe('error_max_turns');
  expect(after('{"type":"result","is_error":true}').complaint()).toBe('no reason given');
  expect(after('{"type":"result","is_error":false,"result":"fine"}').complaint()).toBeUndefined();
  expect(after('nothing').complaint()).toBeUndefined();
});

test('tokens and cost are those of the result', () => {
  const result = { type: 'result', result: '', total_cost_usd: 0.0123, usage: tokens(100, 20) };
  expect(after(assistant([], { id: 'm1', usage: tokens(5, 5) }), JSON.stringify(result)).usage()).toEqual({
    inputTokens: 100,
    outputTokens: 20,
    cacheReadTokens: 7,
    cacheCreationTokens: 8,
    costUsd: 0.0123,
  });
});

test('of a call that was ended, what each of its messages counted last is summed up', () => {
  const records = [
    assistant([], { id: 'm1', usage: tokens(5, 1) }),
    assistant([], { id: 'm1', usage: tokens(5, 9) }),
    assistant([], { id: 'm2', usage: tokens(10, 1) }),
  ];
  expect(after(...records).usage()).toEqual({
    inputTokens: 15,
    outputTokens: 10,
    cacheReadTokens: 14,
    cacheCreationTokens: 16,
    costUsd: 0,
  });
});

test.each([['nothing'], ['{"type":"result"}'], ['{"type":"result","usage":{"input_tokens":"9"},"total_cost_usd":-1}']])(
  'nothing is counted where nothing is told: %s',
  (line) => {
    expect(after(line).usage()).toBeUndefined();
  },
);
