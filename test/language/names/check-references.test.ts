import { formatFinding } from '../../../language/finding';
import { parseWorkflow } from '../../../language/parse-workflow';

const warnings = (text: string, parameters?: readonly string[]): string[] => {
  const result = parseWorkflow(text, 'w.yml', { parameters });
  if (!result.ok) throw new Error(result.errors.map(formatFinding).join('\n'));
  return result.warnings.map(formatFinding);
};
const mapReduce = (steps: string) => `mode: mapreduce
env: {PROJECT: a, OUTPUT_DIR: b}
${steps}`;
const inMap = (step: string) => mapReduce(`map: {input: i.json, agent_template: [${step}]}`);
const UNSET = 'is not set here';

test.each([
  ['claude: "/fix ${item} ${item.a.b[0]} ${item_id} ${item_json} ${item_index}/${item_total} $PROJECT ${env.PROJECT}"'],
  [
    'shell: "x=1; for f in *; do echo ${x:1:2} ${x:-a|b} ${x/a|b/c} ${x#a|b} ${x} ${f} ${HOME} ${other} $OTHER ${y:-z} ${#x} ${x%.*}; done; echo \'${item.a}\'"',
  ],
  ['shell: "echo \\\\${a.b} $1 # ${a.b}"'],
  [
    'claude: "\\\\${a.b} ${a.b|default:c} ${a.b:-c} ${a b} $5 $HOME $ARG ${ARG_1} ${PRODIGY_X} ${step.files_added:*.md}"',
  ],
  ['shell: ls, on_failure: {claude: "${shell.output} ${shell.exit_code} ${error.message} ${test.attempt} ${item.x}"}'],
])('what something may set is left alone: %s', (step) => {
  expect(warnings(inMap(`{${step}}`))).toEqual([]);
});

test.each([
  ['claude: "${itm.id}"', "'${itm.id}' is not set here: did you mean 'item.id'?"],
  ['shell: "echo ${itm.id}"', "'${itm.id}' is not set here: did you mean 'item.id'?"],
  ['shell: "echo ${item_idd}"', "'${item_idd}' is not set here: did you mean 'item_id'?"],
  ['shell: "echo $PROJECTS"', "'$PROJECTS' is not set here: did you mean 'PROJECT'?"],
  [
    'claude: "${a.b}"',
    "'${a.b}' is not set here: give it to the run as a parameter, or write \\${a.b} where the text itself is meant",
  ],
  [
    'claude: "${ab}"',
    "'${ab}' is not set here: give it to the run as a parameter, or write \\${ab} where the text itself is meant",
  ],
  ['claude: "${ARG_2}"', "'${ARG_2}' is not set here: a run has one argument: give it to the run as a parameter"],
  ['shell: echo "$ARG_10"', `'$ARG_10' ${UNSET}: a run has one argument: give it to the run as a parameter`],
  ['claude: "${map.total}"', "'${map.total}' is not set here: only the steps of 'reduce' have it"],
  ['claude: "${validation.gaps}"', "'${validation.gaps}' is not set here: only 'on_incomplete' has it"],
  ['claude: "${error.message}"', "'${error.message}' is not set here: only handlers have it"],
  ['claude: "${shell.output}"', `'\${shell.output}' ${UNSET}: give a step before it 'capture_output: true'`],
  ['claude: "${env.NOT}"', `'\${env.NOT}' ${UNSET}: 'env' has PROJECT, OUTPUT_DIR`],
  ['claude: "${PROJECT.x}"', `'\${PROJECT.x}' ${UNSET}: 'PROJECT' is text`],
  ['claude: "${step.files_aded}"', `'\${step.files_aded}' ${UNSET}: did you mean 'step.files_added'?`],
])('what nothing can set is told: %s', (step, message) => {
  const column = 'map: {input: i.json, agent_template: [{'.length + (step.indexOf('$') + 1);
  expect(warnings(inMap(`{${step}}`))).toEqual([`w.yml:3:${column}: ${message}`]);
});

test('names have values in their own phase only', () => {
  const text = mapReduce(`setup:
  - {shell: ls, capture_output: version}
  - claude: \${version} \${shell.output} \${item.id}
map:
  input: \${OUTPUT_DIR}/i.json
  agent_template:
    - claude: \${version} \${item.id}
reduce:
  - claude: \${map.total} \${map.results[0].item_id} \${item.id} \${map.rate}
merge:
  - claude: \${merge.source_branch} \${merge.sorce_branch}`);
  expect(warnings(text)).toEqual([
    `w.yml:5:40: '\${item.id}' ${UNSET}: only the steps of 'map' and 'foreach' have it`,
    `w.yml:9:15: '\${version}' ${UNSET}: a capture of 'setup' stays there: name it in 'capture_outputs'`,
    `w.yml:11:52: '\${item.id}' ${UNSET}: only the steps of 'map' and 'foreach' have it`,
    `w.yml:11:63: '\${map.rate}' ${UNSET}: 'map' has total, successful, failed, skipped, results`,
    `w.yml:13:36: '\${merge.sorce_branch}' ${UNSET}: did you mean 'merge.source_branch'?`,
  ]);
});

test('captures are known to later steps, not to earlier ones, and to the handlers of their own step', () => {
  const text = `
- claude: \${log} \${a.b}
- shell: ls
  capture_output: log
  on_failure: {claude: "\${log}"}
- {shell: ls, capture_output: a.b}
- claude: \${log} \${a.b} \${shell.output}
`;
  expect(warnings(text)).toEqual([
    `w.yml:2:11: '\${log}' ${UNSET}: give it to the run as a parameter, or write \\\${log} where the text itself is meant`,
    `w.yml:2:18: '\${a.b}' ${UNSET}: give it to the run as a parameter, or write \\\${a.b} where the text itself is meant`,
  ]);
});

test('a reference is found within a block of text, and each is told once', () => {
  const text = `
- shell: |
    echo a

    echo "\${itm.id}" # \${itm.id}
- claude: >-
    folded
    text \${itm.id} \${itm.id}
`;
  const message = `'\${itm.id}' ${UNSET}: give it to the run as a parameter, or write \\\${itm.id} where the text itself is meant`;
  expect(warnings(text)).toEqual([`w.yml:5:11: ${message}`, `w.yml:8:10: ${message}`, `w.yml:8:20: ${message}`]);
});

test.each(['${item.n|length:100}', '${x|upper}', '${item.n | default}', '${item.n:*.md:*.rs}', '${item.tags[0]|y}'])(
  'filters and modifiers that are none are told: %s',
  (reference) => {
    const message =
      `'${reference}' stays as it is written: ` +
      'a reference may end in |length, |default:…, or behind a dotted name in :json, :lines, :csv or a glob';
    expect(warnings(inMap(`{shell: "echo '${reference}'"}`))).toEqual([`w.yml:3:54: ${message}`]);
    expect(warnings(inMap(`{claude: "\\\\${reference}"}`))).toEqual([]);
  },
);

test('what the run is given is known', () => {
  expect(warnings('- claude: ${topic} ${limits.max} ${other}', ['topic', 'limits'])).toEqual([
    `w.yml:1:34: '\${other}' ${UNSET}: give it to the run as a parameter, or write \\\${other} where the text itself is meant`,
  ]);
});

test('no more than 100 are told, at once for the longest file', () => {
  const start = performance.now();
  const steps = Array.from({ length: 3000 }, (_, at) => `- {claude: "\${x${at}}", capture_output: y${at}}`);
  expect(warnings(steps.join('\n'))).toHaveLength(100);
  const captures = Array.from({ length: 3000 }, (_, at) => `- {shell: "echo \${x${at}}", capture_output: y${at}}`);
  expect(warnings(captures.join('\n'))).toHaveLength(100);
  expect(performance.now() - start).toBeLessThan(20_000);
});
