import { workflowOf } from '../../stacks/workflow-source';

const source = { text: '- shell: "true"\n', file: 'flows/fix.yml' };

test('a file is parsed once, another of the same text by itself', () => {
  expect(workflowOf(source).name).toBe('fix');
  expect(workflowOf(source)).toBe(workflowOf(source));
  expect(workflowOf({ ...source, file: 'other.yml' }).name).toBe('other');
});

test('a profile is another reading of the same file', () => {
  const text = 'name: fix\nmode: standard\nenv: {A: a}\nprofiles: {ci: {A: b}}\ncommands:\n  - shell: "true"\n';
  const profiled = { ...source, text };
  const value = (profile?: string) => workflowOf(profiled, profile).env.A;
  expect(value()).toMatchObject({ text: 'a' });
  expect(value('ci')).toMatchObject({ text: 'b' });
  expect(value()).toMatchObject({ text: 'a' });
});

test('a file that is no workflow is refused each time', () => {
  const wrong = { ...source, text: 'steps: []\n' };
  expect(() => workflowOf(wrong)).toThrow(/^flows\/fix\.yml:1:/);
  expect(() => workflowOf(wrong)).toThrow(/^flows\/fix\.yml:1:/);
});
