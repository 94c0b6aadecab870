import { Limit } from '../../../../contract/limits';
import { runStep } from '../../../../runtime/engine/run-step';
import { StepFolder } from '../step-setting';

let folder: StepFolder;
beforeEach(() => {
  folder = new StepFolder();
});
afterEach(() => folder.remove());

const seen = () => folder.read('seen').trim().split('\n').join(' ');
const foreach = (keys: string, steps: string, more = '') =>
  `- foreach: {${keys}, do: ${steps}}${more.replace(/^/gm, '\n  ')}`;

test('steps run once per value, one value after the other', async () => {
  const steps = `[{shell: 'echo "\${index}/\${total} \${item}" >> seen'}, {shell: 'echo "then \${item.value}" >> seen'}]`;
  await folder.run(foreach(`foreach: ['a b', '\${name}', 3]`, steps), { name: 'it\'s "x"; touch hacked' });
  const hostile = `it's "x"; touch hacked`;
  expect(folder.read('seen')).toBe(`0/3 a b\nthen a b\n1/3 ${hostile}\nthen ${hostile}\n2/3 3\nthen 3\n`);
  expect(folder.read('hacked')).toBe('');
});

test('values may be the lines that a command prints in the folder of the step; blank ones are none', async () => {
  folder.write('sub/one', '');
  folder.write('sub/two words', '');
  const step = foreach(
    `foreach: 'ls; echo; echo last', max_items: 3`,
    `[{shell: 'echo "\${item}" >> seen'}]`,
    'working_dir: sub',
  );
  await folder.run(step);
  expect(folder.read('seen')).toBe('one\ntwo words\nlast\n');
  await folder.run(foreach(`foreach: 'ls sub', max_items: 1`, `[{shell: 'echo "\${total}" > seen'}]`));
  expect(folder.read('seen')).toBe('1\n');
});

test('no values are no failure', async () => {
  expect(await folder.run(foreach(`foreach: 'true'`, '[{shell: exit 1}]', 'capture: it'))).toMatchObject({ it: '' });
});

test('what the steps capture stays with their value; what they print is the output of the step', async () => {
  const steps = `[{shell: 'echo "is \${item}"', capture: own}, {shell: 'printf %s "\${own}, \${outer}"'}]`;
  const step = foreach('foreach: [a, b]', steps, 'capture: all\ncapture_format: lines');
  const captures = await folder.run(step, { outer: 'known' });
  expect(captures.all).toEqual(['is a', 'is a, known', 'is b', 'is b, known']);
  expect(captures.own).toBeUndefined();
});

test('the first value that fails fails the step, and no further one is begun', async () => {
  const step = foreach('foreach: [a, b, c]', `[{shell: 'echo \${item} >> seen; echo oops >&2; test \${item} != b'}]`);
  expect(await folder.failure(step)).toBe(
    `setup step 'foreach' (line 1) failed for value 2 of 3, "b": ` +
      `setup step 'echo \${item} >> seen; echo oops >&2; test \${item} != b' (line 1) failed with exit code 1: oops`,
  );
  expect(seen()).toBe('a b');
});

test('continue_on_error goes on with the others, and the step succeeds', async () => {
  const step = foreach(
    'foreach: [a, b, c], continue_on_error: true',
    `[{shell: 'echo \${item} >> seen; test \${item} != b'}, {shell: echo after >> seen}]`,
  );
  await folder.run(step);
  expect(seen()).toBe('a after b c after');
  expect(folder.log.messages('warn')).toEqual([
    `goes on after value 2 of 3, "b": setup step 'echo \${item} >> seen; test \${item} != b' (line 1) failed with exit code 1`,
  ]);
});

test('parallel works on that many values at a time, and keeps the order of their output', async () => {
  // Each value waits for one that is begun after it, which only another worker can begin.
  const script = `touch begun-\${index}; i=0; while [ \${index} -lt 3 ] && [ ! -e begun-$((\${index} + 1)) ]; do sleep 0.05; i=$((i + 1)); [ $i -lt 400 ] || exit 1; done; echo "\${item}"`;
  const step = foreach('foreach: [a, b, c, d], parallel: 4', `[{shell: '${script}'}]`, 'capture: all');
  expect(await folder.run(step)).toMatchObject({ all: 'a\nb\nc\nd' });
});

test('values in work are seen to their end when another fails, and no further one is begun', async () => {
  const script = `touch begun-\${item}; case \${item} in bad) until [ -e begun-slow ]; do sleep 0.05; done; exit 3;; slow) until [ -e begun-bad ]; do sleep 0.05; done; sleep 0.5;; esac; echo \${item} >> seen`;
  const step = foreach('foreach: [bad, slow, never], parallel: 2', `[{shell: '${script}'}]`);
  expect(await folder.failure(step)).toContain('failed for value 1 of 3, "bad": ');
  expect(seen()).toBe('slow');
});

test('all that belongs to a step belongs to the steps inside, and to the foreach itself', async () => {
  const steps = `[{shell: 'test -e fixed-\${item}', on_failure: {shell: 'touch fixed-\${item}'}}, {foreach: {foreach: [x], do: [{shell: 'echo "\${item} of $OUTER" >> seen'}]}, when: "\${item} == 'b'"}]`;
  await folder.run(foreach('foreach: [a, b]', steps, `env: {OUTER: outer}\non_success: {shell: 'echo done >> seen'}`));
  expect(seen()).toBe('x of outer done');
  const failing = foreach(
    'foreach: [a]',
    '[{shell: echo said; exit 2}]',
    `on_failure: {shell: 'echo "\${shell.output}" > told', strategy: fallback}`,
  );
  await folder.run(failing);
  expect(folder.read('told')).toMatch(/^failed for value 1 of 1, "a": .* failed with exit code 2: said\n$/);
});

test('secret values are in no output and no message', async () => {
  folder.secrets = { TOKEN: 'hunter2-token' };
  const head = 'secrets: {TOKEN: {provider: env, key: TOKEN}}\ncommands:\n';
  const step = foreach(`foreach: 'echo "$TOKEN"'`, `[{shell: 'echo "got $TOKEN for \${item}"'}]`, 'capture: all');
  expect(await folder.run(head + step)).toMatchObject({ all: 'got *** for ***' });
  const failing = foreach(`foreach: ['1']`, `[{shell: 'echo "$TOKEN" >&2; exit 1'}]`);
  expect(await folder.failure(head + failing)).toMatch(/ failed with exit code 1: \*\*\*$/);
});

test('timeout holds for all values together', async () => {
  const step = foreach('foreach: [0.6, 30, 30], continue_on_error: true', '[{shell: "sleep ${item}"}]', 'timeout: 1');
  expect(await folder.failure(step)).toMatch(/^setup step 'foreach' \(line 1\) was stopped after \d+ s$/);
});

test('a foreach that is interrupted is neither done nor failed', async () => {
  const { step, setting } = folder.step(foreach('foreach: [a, b], parallel: 2', '[{shell: echo begun; sleep 30}]'));
  const running = runStep(step, setting);
  while (folder.log.lines.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  folder.stop.abort();
  await expect(running).rejects.toThrow('interrupted');
});

test('values whose beginning was not kept fail the step, also where hiding secret values makes them shorter', async () => {
  folder.secrets = { TOKEN: 'long-secret-value' };
  const text = `secrets: {TOKEN: T}\ncommands:\n  ${foreach("foreach: 'yes $TOKEN | head -n 100000'", '[{shell: echo run >> seen}]')}`;
  expect(await folder.failure(text)).toContain(`prints less than ${Limit.STEP_OUTPUT_BYTES} bytes, got more`);
  expect(folder.read('seen')).toBe('');
});

test.each([
  [
    'echo oops >&2; exit 4',
    "must get its values from a command that succeeds, got exit code 4 of 'echo oops >&2; exit 4': oops",
  ],
  [
    'yes | head -n 600000',
    `must get its values from a command that prints less than ${Limit.STEP_OUTPUT_BYTES} bytes, got more of 'yes | head -n 600000': make them the items of a map`,
  ],
])('a command that gives no values fails the step: %s', async (text, problem) => {
  expect(await folder.failure(foreach(`foreach: '${text}'`, '[{shell: echo run >> seen}]'))).toBe(
    `setup step 'foreach' (line 1) ${problem}`,
  );
  expect(seen()).toBe('');
});
