import { runStep } from '../../../../runtime/engine/run-step';
import { StepFolder } from '../step-setting';

let folder: StepFolder;
beforeEach(() => {
  folder = new StepFolder();
});
afterEach(() => folder.remove());

const run = (text: string, values?: Record<string, unknown>) => folder.run(text, values);
const failure = (text: string) => folder.failure(text);

test('claude is called with the text as one argument, and with its key', async () => {
  folder.claude('printf "%s|" "$@" > arguments; printf "%s" "$ANTHROPIC_API_KEY" > key; cat > stdin');
  await run(`env: { WHO: Ada }\ncommands:\n  - claude: "/greet \${WHO} '\${item.name}' \${unknown} $1"`, {
    item: { name: 'it"s' },
  });
  expect(folder.read('arguments')).toBe(
    `--output-format|stream-json|--verbose|--dangerously-skip-permissions|/greet Ada 'it"s' \${unknown} $1|`,
  );
  expect([folder.read('key'), folder.read('stdin')]).toEqual(['sk-canary', '']);
});

test('the key of claude reaches no shell step', async () => {
  await run('- shell: env > seen');
  expect(folder.read('seen')).not.toContain('sk-canary');
});

test('the answer is the result record of its stream', async () => {
  folder.claude(
    `echo '{"type":"assistant","result":"no"}'; echo '{"type":"result","result":"all done"}'; echo '{"type":"x"}'`,
  );
  expect(await run('- claude: /do\n  capture_output: answer')).toMatchObject({
    'claude.output': 'all done',
    answer: 'all done',
  });
});

test('output without records is the answer itself', async () => {
  folder.claude('echo "{not json"; echo plain');
  expect(await run('- claude: /do\n  capture_output: true')).toMatchObject({ 'claude.output': '{not json\nplain' });
});

test('an error that claude reports fails the step, although its program says it did not', async () => {
  folder.claude(`echo '{"type":"result","is_error":true,"result":"Credit balance is too low"}'`);
  expect(await failure('- claude: /do')).toBe(
    "setup step '/do' (line 1) failed with exit code 1: Credit balance is too low",
  );
});

test('the log has what claude says, with secret values hidden that its records write in their own way', async () => {
  folder.claude(`echo '{"type":"assistant","message":{"content":[{"type":"text","text":"key: \\u0073k-canary"}]}}'`);
  await run('- claude: /do');
  expect(folder.log.lines.map(({ message, fields }) => [message, fields.stream])).toEqual([['key: ***', 'stdout']]);
});

test('the answer is had from a stream longer than what is kept of an output', async () => {
  const record = '{"type":"user","x":"%s"}\\n';
  folder.claude(
    `echo '{"type":"result","result":"early"}'; long=$(head -c 100000 /dev/zero | tr '\\0' y); ` +
      `for n in $(seq 15); do printf '${record}' "$long"; done`,
  );
  expect(await run('- claude: /do\n  capture_output: true')).toMatchObject({ 'claude.output': 'early' });
});

test('what each call took is told, of handlers and of failed calls too', async () => {
  folder.claude(`echo '{"type":"result","is_error":true,"total_cost_usd":0.25,"usage":{"output_tokens":3}}'`);
  const { step, setting } = folder.step('- claude: /do\n  on_failure: { claude: /repair, max_attempts: 2 }');
  const spent: unknown[] = [];
  await runStep(step, { ...setting, spend: (usage) => spent.push(usage) });
  const each = { inputTokens: 0, outputTokens: 3, cacheReadTokens: 0, cacheCreationTokens: 0, costUsd: 0.25 };
  expect(spent).toEqual([each, each, each]);
});

test('where claude fails, so does the step', async () => {
  folder.claude('exit 2');
  expect(await failure('- claude: /do')).toBe("setup step '/do' (line 1) failed with exit code 2");
});

test('where claude is not installed, the step says so', async () => {
  expect(await failure('- claude: /do')).toBe("setup step '/do' (line 1) failed with exit code 127: claude: not found");
});
