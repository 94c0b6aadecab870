import { Limit } from '../../../../contract/limits';
import { claudeCall } from '../../../../runtime/engine/step/claude-call';

const OPTIONS = ['--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions'];

test("claude is told its text as one argument, after Prodigy's own options", () => {
  expect(claudeCall('/fix "a" $(b)\nc').argv).toEqual(['claude', ...OPTIONS, '/fix "a" $(b)\nc']);
});

test('a text that begins as an option does is a text', () => {
  expect(claudeCall('--mcp-config x').argv).toEqual(['claude', ...OPTIONS, '--', '--mcp-config x']);
});

test('a text that no argument can hold is refused', () => {
  expect(() => claudeCall('a\0b')).toThrow(
    "'claude' must have no NUL character in its text, got one: no argument can hold one",
  );
  const largest = 'ü'.repeat(Math.floor(Limit.ARGUMENT_BYTES / 2));
  expect(claudeCall(largest).argv.at(-1)).toBe(largest);
  expect(() => claudeCall(`${largest}ü`)).toThrow(
    "'claude' must have a text of at most 131071 bytes, got 131072: " +
      'write what is large to a file of the checkout, and tell claude its name',
  );
});
