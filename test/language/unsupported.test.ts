import { formatFinding } from '../../language/finding';
import { parseWorkflow } from '../../language/parse-workflow';

const findings = (text: string): string[] => {
  const result = parseWorkflow(text, 'w.yml');
  return [...(result.ok ? [] : result.errors), ...result.warnings].map(formatFinding);
};

describe('what the format has and this version does not', () => {
  const unsupported = (key: string) =>
    `'${key}' is not supported yet: remove it, or run this file with a later version`;

  test.each(
    (
      'test foreach write_file analyze goal_seek command handler args options metadata id outputs analysis capture ' +
      'capture_format capture_streams output_file when retry on_success on_exit_code validate step_validate ' +
      'skip_validation validation_timeout ignore_validation_failure env working_dir auto_commit commit_config'
    )
      .split(' ')
      .map((key) => [key]),
  )('%s of a step is refused', (key) => {
    expect(findings(`- shell: ls\n  ${key}: x`)).toEqual([`w.yml:2:3: ${unsupported(key)}`]);
    expect(findings(`- ${key}: x`)).not.toContain(expect.stringContaining('must have one command'));
  });

  test.each(
    'secrets env_files profiles imports extends template parameters defaults workflows'.split(' ').map((key) => [key]),
  )('%s of a file is refused', (key) => {
    expect(findings(`commands: [{shell: ls}]\n${key}: x`)).toEqual([`w.yml:2:1: ${unsupported(key)}`]);
  });

  test.each(
    'error_policy on_item_failure continue_on_failure max_failures failure_threshold error_collection secrets imports'
      .split(' ')
      .map((key) => [key]),
  )('%s of a MapReduce file is refused', (key) => {
    const text = `mode: mapreduce\n${key}: x\nmap: {input: a, agent_template: [{shell: ls}]}`;
    expect(findings(text)).toEqual([`w.yml:2:1: ${unsupported(key)}`]);
  });

  test.each('filter sort_by offset distinct agent_timeout_secs timeout_config'.split(' ').map((key) => [key]))(
    '%s of map is refused',
    (key) => {
      const text = `mode: mapreduce\nmap:\n  input: a\n  agent_template: [{shell: ls}]\n  ${key}: x`;
      expect(findings(text)).toEqual([`w.yml:5:3: ${unsupported(key)}`]);
    },
  );

  test('timeouts and captures of phases are refused', () => {
    const text = 'commands: [{shell: ls}]\nmerge:\n  timeout: 9\n  capture_outputs: {}\n  commands: [{shell: ls}]';
    expect(findings(text)).toEqual([
      `w.yml:3:3: ${unsupported('timeout')}`,
      `w.yml:4:3: ${unsupported('capture_outputs')}`,
    ]);
  });

  test('other forms of on_failure are refused', () => {
    const handler = (form: string) => findings(`- shell: ls\n  on_failure: ${form}`);
    const rest = "is not supported yet: write one mapping with 'claude' or 'shell'";
    expect(handler('/fix')).toEqual([`w.yml:2:15: 'on_failure' as plain text ${rest}`]);
    expect(handler('[{shell: x}]')).toEqual([`w.yml:2:15: 'on_failure' as a list ${rest}`]);
    expect(handler('true')).toEqual([`w.yml:2:15: 'on_failure' as true ${rest}`]);
    expect(handler('{strategy: recovery}')).toEqual([`w.yml:2:16: ${unsupported('strategy')}`]);
  });

  test('steps as plain text and computed variables are refused', () => {
    expect(findings('- /lint')).toEqual([
      "w.yml:1:3: a step as plain text is not supported yet: write 'claude: …' or 'shell: …'",
    ]);
    expect(findings('env: {A: {command: nproc}}\ncommands: [{shell: ls}]')).toEqual([
      "w.yml:1:10: 'A' as a mapping is not supported yet: give its value as text",
    ]);
  });
});
