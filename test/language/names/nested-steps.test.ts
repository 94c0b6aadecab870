import { formatFinding } from '../../../language/finding';
import { parseWorkflow } from '../../../language/parse-workflow';

const unset = (text: string): string[] => {
  const result = parseWorkflow(text, 'w.yml');
  if (!result.ok) throw new Error(result.errors.map(formatFinding).join('\n'));
  return result.warnings.map((warning) => formatFinding(warning).replace(/( is not set here)(.*?):.*/, '$2'));
};

test('every text of a step is checked where it stands, with the names that are known there', () => {
  const text = `
- "/fix \${itm.id} \${ARG}"
- shell: ls
  when: "\${tests} && \${a.b == 1}"
  working_dir: \${c.d}
  env: {A: "\${e.f}"}
  on_failure: "/fix \${shel.output} \${shell.output}"
- shell: ls
  on_failure:
    - claude: "/x \${g.h}"
  validate:
    claude: "/v \${i.j}"
    on_incomplete: {claude: "\${validation.gaps} \${validaton.gaps}"}
- foreach: {foreach: [a, b], do: [{claude: "\${item} \${index}/\${total} \${itm}"}]}
- write_file: {path: "\${k.l}.json", content: "\${m.n}"}
- {shell: ls, capture: build, id: it}
- claude: "\${build} \${build.exit_code} \${it.output} \${shell.output}"
`;
  expect(unset(text)).toEqual([
    "w.yml:2:9: '${itm.id}'",
    "w.yml:4:10: '${tests}' and counts as false",
    "w.yml:4:24: 'a.b' and counts as false",
    "w.yml:5:16: '${c.d}'",
    "w.yml:6:13: '${e.f}'",
    "w.yml:7:21: '${shel.output}'",
    "w.yml:10:19: '${g.h}'",
    "w.yml:12:17: '${i.j}'",
    "w.yml:13:49: '${validaton.gaps}'",
    "w.yml:14:71: '${itm}'",
    "w.yml:15:23: '${k.l}'",
  ]);
});

test('a message template may name the step, and what all of the step may name', () => {
  const text = `
- {shell: ls, capture: build}
- shell: ls
  auto_commit: true
  env: {OWN: x}
  commit_config: {message_template: "\${step.name} \${build} \${OWN} \${step.nam} \${itm.x}"}
- claude: "\${step.name}"
`;
  expect(unset(text)).toEqual(["w.yml:6:67: '${step.nam}'", "w.yml:6:79: '${itm.x}'", "w.yml:7:12: '${step.name}'"]);
});

test('the input of the map phase is checked with the names that setup leaves', () => {
  const text = `
mode: mapreduce
setup:
  commands: [{shell: ls, capture_output: own}]
  capture_outputs: {files: 0}
map: {input: "print \${files} \${own.x} \${item.x}", agent_template: [{shell: ls}]}
`;
  expect(unset(text)).toEqual(["w.yml:6:30: '${own.x}'", "w.yml:6:39: '${item.x}'"]);
});

test('what setup captures for the run is known to every later phase, and files of variables may set any name', () => {
  const text = `
mode: mapreduce
env_files: [.env]
setup:
  commands: [{shell: ls}]
  capture_outputs: {files: 0}
map: {input: i.json, agent_template: [{claude: "\${files} \${item.x} \${SOME_NAME}"}]}
reduce: [{claude: "\${files}"}]
merge: [{claude: "\${files} \${merge.target_branch}"}]
`;
  expect(unset(text)).toEqual([]);
});
