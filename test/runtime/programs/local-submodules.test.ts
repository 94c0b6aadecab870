import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadWorkflow } from '../../../language/parse-workflow';
import { git } from '../../../runtime/adapters/git/git';
import { runLocal } from '../../../runtime/programs/local';
import {
  removeTemporaryFolders,
  SOMEONE,
  temporaryFolder,
  temporaryRepository,
} from '../adapters/git/temporary-repository';

afterAll(removeTemporaryFolders);

let project: string;
let pinned: string;
const inProject = (...args: string[]): Promise<string> => git(args, { cwd: project, protocols: 'file', env: SOMEONE });

beforeEach(async () => {
  const lib = await temporaryRepository();
  project = await temporaryRepository();
  await inProject('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', lib, 'lib');
  await inProject('commit', '-q', '-m', 'lib');
  pinned = await git(['rev-parse', 'HEAD'], { cwd: lib });
});

function run(step: string) {
  const home = join(temporaryFolder(), 'home');
  mkdirSync(home);
  const workflowText = `- shell: ${step}\n`;
  return runLocal({
    workflow: loadWorkflow(workflowText, 'demo.yml'),
    workflowText,
    repositoryPath: project,
    mergeIntoCurrentBranch: false,
    home,
    env: { PATH: process.env.PATH, HOME: home },
    signal: new AbortController().signal,
    runId: 'demo-1',
  });
}

test("a submodule of the user's checkout is in the run, without its origin", async () => {
  await inProject('config', '-f', '.gitmodules', 'submodule.lib.url', 'https://127.0.0.1:1/gone.git');
  await inProject('commit', '-qam', 'gone');
  const { outcome } = await run('cp lib/README seen && git submodule status && git add seen && git commit -qm seen');
  expect(outcome).toBe('complete');
  expect(await inProject('show', 'prodigy/demo-1:seen')).toBe('hello');
  expect(await inProject('rev-parse', 'prodigy/demo-1:lib')).toBe(pinned);
});

test('a submodule that the user has not checked out stays an empty folder', async () => {
  await inProject('submodule', '--quiet', 'deinit', '--force', 'lib');
  expect((await run('test -d lib && test ! -e lib/README')).outcome).toBe('complete');
});

test('a commit that a step makes in a submodule fails the run: it would be lost', async () => {
  const { outcome, reason } = await run(
    '(cd lib && git -c user.name=x -c user.email=x commit -q --allow-empty -m own) && git commit -qam own',
  );
  expect(outcome).toBe('failed');
  expect(reason).toMatch(
    /^submodule "lib" must be at a commit that your own clone of it has, got [0-9a-f]{40}: bring it there with 'git submodule update --init --recursive', or fetch what the run is to use$/,
  );
});
