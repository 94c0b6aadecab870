import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { loadWorkflow, parseWorkflow } from '../../../language/parse-workflow';
import type { StandardWorkflow } from '../../../language/workflow';
import { composeFiles } from './composed';

test('the text names its sources and is one file, scalars as they were written', () => {
  const result = composeFiles({
    'flow.yml': 'imports:\n  - path: parts/a.yml # theirs\ncommands:\n  - shell: |\n      one\n      two\n',
    'parts/a.yml': 'env: {A: 1.10, B: yes, C: "0o17", D: True, E: 007}\n',
  });
  expect(result.text).toBe(`# Composed of flow.yml, parts/a.yml: change those, not this.
name: flow
commands:
  - shell: |
      one
      two
env:
  A: 1.10
  B: "yes"
  C: "0o17"
  D: True
  E: 007
`);
});

test('a path cannot end the comment', () => {
  const result = composeFiles({ 'flow.yml': 'extends: "a\\nb.yml"\n', 'a\nb.yml': '- shell: ls\n' });
  expect(result.text.split('\n')[0]).toBe('# Composed of flow.yml, a?b.yml: change those, not this.');
});

const word = fc.stringMatching(/^[a-zA-Z_]\w{0,6}$/).filter((name) => name !== '__proto__');
const scalar = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
  fc.integer(),
  fc.boolean(),
);
const step = fc.record({
  shell: fc.string({ minLength: 1 }).filter((text) => /\S/.test(text)),
  timeout: fc.integer({ min: 1, max: 99 }),
});
const content = fc.record({ env: fc.dictionary(word, scalar), commands: fc.array(step, { minLength: 1 }) });

test('a file that names no other stays as it is, byte for byte', () => {
  fc.assert(
    fc.property(content, fc.constantFrom('\n', '\n# mine\n', '\n\n'), (value, end) => {
      const text = `${JSON.stringify(value)}${end}`;
      const result = composeFiles({ 'flow.yml': text });
      expect(result.text).toBe(text);
      const { text: _, texts: __, ...parsed } = result;
      expect(parsed).toEqual(parseWorkflow(text, 'flow.yml'));
    }),
  );
});

/** Without what depends on where it stood in files. */
const meaning = (workflow: StandardWorkflow): unknown =>
  JSON.parse(
    JSON.stringify(workflow, (key, value) => (['position', 'keys', 'file'].includes(key) ? undefined : value)),
  );

test('composed files mean what they mean merged by hand, and compose to the same bytes again', () => {
  fc.assert(
    fc.property(content, content, content, (own, imported, base) => {
      const files = {
        'flow.yml': stringify({ name: 'flow', extends: 'base', imports: [{ path: 'a.yml' }], ...own }),
        'a.yml': stringify(imported),
        'base.yml': stringify(base),
      };
      const byHand = {
        name: 'flow',
        env: { ...base.env, ...imported.env, ...own.env },
        commands: [...own.commands, ...imported.commands],
      };
      const result = composeFiles(files);
      const workflow = loadWorkflow(result.text, 'w.yml') as StandardWorkflow;
      expect(meaning(workflow)).toEqual(meaning(loadWorkflow(stringify(byHand), 'w.yml') as StandardWorkflow));
      expect(result.ok && meaning(result.workflow as StandardWorkflow)).toEqual(meaning(workflow));
      expect(composeFiles(files).text).toBe(result.text);
      expect(parse(result.text)).toEqual(expect.objectContaining({ name: 'flow' }));
    }),
    { numRuns: 40 },
  );
});
