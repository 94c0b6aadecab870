import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Scratch } from './prodigy';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.remove());

const FLOW = `
name: demo
mode: mapreduce
env: { WHERE: out, TOKEN: { secret: true, value: canary } }
setup:
  - shell: touch ran
map:
  input: items.json
  filter: size > 1
  agent_template:
    - shell: |
        echo \${name} \${WHERE} \${TOKEN} \${item.path:-none}
        echo \${ARG}
      when: \${item.size} > 1
    - write_file: { path: "\${name}.txt", content: x }
reduce:
  - claude: /sum \${map.total}
merge:
  - foreach: { foreach: [a, b], do: [{ shell: ls }] }
`;

const dryRun = (...args: string[]) => scratch.prodigy('run', 'flow.yaml', '--dry-run', ...args);

function begin(input: string, items: unknown[]): string {
  scratch.write('flow.yaml', FLOW.replace('items.json', input));
  scratch.write('items.json', JSON.stringify(items));
  scratch.commit();
  return scratch.git('rev-parse', '--short=12', 'HEAD');
}

test('what would run is told with what is known of it, and nothing is run or written', () => {
  const items = Array.from({ length: 13 }, (_, size) => ({ size }));
  const base = begin('items.json', items);
  const before = scratch.git('status', '--porcelain', '--ignored');
  const { status, stdout, stderr } = dryRun('--param', 'name=Ada', '--args', 'arg', '--max-parallel', '3');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toBe(
    `workflow demo (mapreduce) would run in ${scratch.git('rev-parse', '--show-toplevel')}
from ${base}, for branch main

setup:
  1. shell: touch ran   (line 6)

map:
  11 items from the file items.json, unless setup changes it
${[2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((size, index) => `    item_${index} {"size":${size}}`).join('\n')}
    … and 1 more
  3 at once
  1. shell: echo Ada out \${TOKEN} \${item.path:-none}   (line 11)
            echo arg
     when \${item.size} > 1
  2. write_file: Ada.txt   (line 15)

reduce:
  1. claude: /sum \${map.total}   (line 17)

merge:
  1. foreach: a, b   (line 19)
     do:
       1. shell: ls   (line 19)
`,
  );
  expect(scratch.git('status', '--porcelain', '--ignored')).toBe(before);
  expect(existsSync(join(scratch.path, '.home'))).toBe(false);
});

test('what runs in a step, or because of how it ended, stands below it', () => {
  const steps = [
    '- shell: make',
    '  on_failure: { claude: "/fix ${NAME} ${shell.output}", on_success: [{ shell: echo mended }] }',
    '  on_exit_code: { 3: { shell: echo three } }',
    '  on_success: [{ shell: echo one }, { shell: echo two }]',
    '- claude: /work',
    '  validate: { shell: check, on_incomplete: { claude: /more } }',
    '  step_validate: [{ command: ls out, expect_exit_code: 0 }]',
    '- foreach: { foreach: [a, b], do: [{ shell: "echo ${item}", when: "true" }] }',
  ];
  scratch.write(
    'flow.yaml',
    `name: demo\nenv: { NAME: Ada }\ncommands:\n${steps.map((line) => `  ${line}\n`).join('')}`,
  );
  scratch.commit();
  expect(dryRun().stdout.split('commands:\n')[1]).toBe(`  1. shell: make   (line 4)
     on_failure:
       1. claude: /fix Ada \${shell.output}   (line 5)
          on_success:
            1. shell: echo mended   (line 5)
     on_exit_code 3:
       1. shell: echo three   (line 6)
     on_success:
       1. shell: echo one   (line 7)
       2. shell: echo two   (line 7)
  2. claude: /work   (line 8)
     validate:
       1. shell: check   (line 9)
     on_incomplete:
       1. claude: /more   (line 9)
     step_validate:
       1. shell: ls out   (line 8)
  3. foreach: a, b   (line 11)
     do:
       1. shell: echo \${item}   (line 11)
          when true
`);
});

test('a command that would print the items is named and not run, also for programs', () => {
  begin('touch ran; cat items.json', []);
  expect(dryRun('--param', 'name=Ada').stdout).toContain(
    "map:\n  items from 'touch ran; cat items.json', which a dry run does not execute\n  10 at once\n",
  );
  const plan = JSON.parse(dryRun('--param', 'name=Ada', '-o', 'json').stdout);
  expect(plan.map).toEqual({ input: 'touch ran; cat items.json', maxParallel: 10 });
  expect(plan.phases[0]).toEqual({ phase: 'setup', steps: [{ line: 6, kind: 'shell', text: 'touch ran' }] });
  expect(existsSync(join(scratch.path, 'ran'))).toBe(false);
});

test('a file that holds no items is told', () => {
  begin('items.json', []);
  scratch.write('items.json', 'no json');
  scratch.git('commit', '-qam', 'Break');
  expect(dryRun('--param', 'name=Ada')).toMatchObject({
    status: 2,
    stderr: 'prodigy-k8s: \'items.json\' must hold a JSON document, got "no json": write the items as JSON\n',
  });
});

test('what follows a bare --dry-run is not its value, and a way without a cluster is refused', () => {
  begin('items.json', []);
  expect(scratch.prodigy('run', '--dry-run', 'flow.yaml', '--param', 'name=Ada').status).toBe(0);
  expect(scratch.prodigy('run', 'flow.yaml', '--dry-run=server')).toMatchObject({
    status: 2,
    stderr:
      "prodigy-k8s: '--dry-run' must have no value without --cluster, got server: name the cluster, or leave it out\n",
  });
});
