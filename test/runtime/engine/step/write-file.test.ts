import { existsSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { FakeWorld } from '../fake-world';
import { StepFolder } from '../step-setting';

let folder: StepFolder;
beforeEach(() => {
  folder = new StepFolder();
});
afterEach(() => folder.remove());

const modeOf = (name: string) => (statSync(join(folder.path, name)).mode & 0o777).toString(8);

test('a file is written with what references stand for, as text that no shell reads', async () => {
  const name = `a'b "c" $(touch hacked)`;
  const step = `- write_file: {path: 'out-\${item.id}.md', content: "# \${item.name} \${unknown}\\n"}`;
  await folder.run(step, { item: { id: 7, name } });
  expect(folder.read('out-7.md')).toBe(`# ${name} \${unknown}\n`);
  expect(modeOf('out-7.md')).toBe('644');
  expect(folder.read('hacked')).toBe('');
});

test('a file that is there is replaced, permissions included', async () => {
  folder.write('run.sh', 'a long text that was here before');
  await folder.run(`- write_file: {path: run.sh, content: 'true', mode: '0755'}`);
  expect([folder.read('run.sh'), modeOf('run.sh')]).toEqual(['true', '755']);
});

test('missing folders are made where the step says so', async () => {
  const step = (keys: string) => `- write_file: {path: a/b/c.txt, content: x${keys}}`;
  expect(await folder.failure(step(''))).toBe(
    "setup step 'write_file a/b/c.txt' (line 1) cannot write its file: " +
      'the folder of a/b/c.txt must exist: make it in a step before',
  );
  await folder.run(step(', create_dirs: true'));
  expect(folder.read('a/b/c.txt')).toBe('x');
});

test('json is checked and indented; what is none fails the step and writes nothing', async () => {
  const step = `- write_file: {path: r.json, content: '\${map.results}', format: json}`;
  await folder.run(step, { 'map.results': [{ item_id: 'item_0' }] });
  expect(folder.read('r.json')).toBe('[\n  {\n    "item_id": "item_0"\n  }\n]\n');
  expect(await folder.failure(step, { 'map.results': 'none' })).toBe(
    "setup step 'write_file r.json' (line 1) cannot write its file: " +
      `its content must be JSON for 'format: json', got "none": correct it, or write it as text`,
  );
  expect(folder.read('r.json')).toContain('item_0');
});

test.each(['../x', '/tmp/prodigy-of-a-step', '.git/hooks/x', 'a/../../x', 'away/x', '.'])(
  'a value that leads out of the checkout is refused: %s',
  async (path) => {
    symlinkSync('/tmp', join(folder.path, 'away'));
    const step = `- write_file: {path: '\${path}', content: x, create_dirs: true}`;
    expect(await folder.failure(step, { path })).toBe(
      "setup step 'write_file ${path}' (line 1) cannot write its file: " +
        `the path must stay in the checkout and out of .git, got ${path}: name a file below the checkout`,
    );
    expect([existsSync('/tmp/x'), existsSync('/tmp/prodigy-of-a-step')]).toEqual([false, false]);
  },
);

test('a link is not written through', async () => {
  symlinkSync('/tmp/prodigy-of-a-step', join(folder.path, 'link'));
  expect(await folder.failure('- write_file: {path: link, content: x}')).toBe(
    "setup step 'write_file link' (line 1) cannot write its file: the path must name no link, got link: remove the link",
  );
  expect(existsSync('/tmp/prodigy-of-a-step')).toBe(false);
});

test('all that belongs to a step belongs to one that writes a file', async () => {
  const captures = await folder.run(
    `- write_file: {path: none/x, content: x}
  when: \${wanted}
  capture: file
  on_failure: {shell: 'mkdir none; echo "\${error.message}" > seen'}
  on_success: {shell: 'echo "wrote \${file}" >> seen'}`,
    { wanted: true },
  );
  expect(folder.read('seen')).toMatch(/cannot write its file: the folder of none\/x must exist.*\nwrote none\/x\n$/);
  expect(captures).toMatchObject({ file: 'none/x', 'file.success': true });
});

test('every phase writes files, and handlers do', async () => {
  const file = (name: string) => `{write_file: {path: '${name}', content: x}}`;
  const world = new FakeWorld(`
mode: mapreduce
setup: [{write_file: {path: items.json, content: '["a", "b"]'}}, ${file('s')}, {shell: need s}]
map:
  input: items.json
  agent_template: [${file('${item}')}, {shell: "need \${item}\\ncommit \${item}"}]
reduce: [${file('r')}, {shell: fail, on_failure: ${file('handled')}}, {shell: "need r\\nneed handled"}]
merge: [${file('m')}, {shell: "need m\\ncommit merged"}]
`);
  await world.process();
  expect(world.entries('finished')).toEqual([{ type: 'finished', outcome: 'complete' }]);
  expect(world.published).toEqual(['a', 'merge-item_0', 'b', 'merge-item_1', 'merged']);
});
