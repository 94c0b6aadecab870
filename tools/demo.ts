// npm start: render the bundled workflows for every cluster, then run one of them here, in a scratch repository.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, runAttached } from './command';
import { entryPoint } from './entry-point';
import { ensurePrograms } from './programs';

entryPoint(async () => {
  await ensurePrograms(['git']);
  await run(process.execPath, ['tools/build.mjs']);
  say('rendering every workflow for every cluster into manifests/');
  await synth();
  const scratch = await mkdtemp(join(tmpdir(), 'prodigy-demo-'));
  try {
    return await runHere(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
});

/** @returns the exit code. */
async function runHere(scratch: string): Promise<number> {
  const repository = join(scratch, 'project');
  await makeRepository(repository);
  say(`running workflows/tidy-whitespace here, in ${repository}`);
  const workflow = ['run', 'workflows/tidy-whitespace/workflow.yaml', '--path', repository, '--yes'];
  const env = { ...process.env, HOME: scratch };
  const code = await runAttached(process.execPath, ['dist/cli/prodigy-k8s.cjs', ...workflow], { env });
  if (code !== 0) return code;
  say('what it did');
  return runAttached('git', ['-C', repository, '--no-pager', 'log', '--oneline', '--graph', '--stat', '-n', '8']);
}

async function makeRepository(path: string): Promise<void> {
  await mkdir(join(path, 'src'), { recursive: true });
  await mkdir(join(path, 'docs'));
  await writeFile(join(path, 'src', 'greeting.txt'), 'hello   \nworld\t\n');
  await writeFile(join(path, 'docs', "owner's notes.txt"), 'no newline at the end');
  await writeFile(join(path, 'clean.txt'), 'nothing to do\n');
  const git = (...args: string[]) => run('git', ['-C', path, ...args]);
  await git('init', '-q', '-b', 'main');
  await git('config', 'user.name', 'Demo');
  await git('config', 'user.email', 'demo@localhost');
  await git('add', '.');
  await git('commit', '-q', '-m', 'Start');
}

/** cdk8s lists every file that it wrote; the number of files per cluster is more useful. */
async function synth(): Promise<void> {
  await run('npx', ['cdk8s', 'synth'], { env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' } });
  for (const cluster of (await readdir('manifests')).sort()) {
    const files = (await readdir(join('manifests', cluster), { recursive: true })).filter(
      (name) => name.endsWith('.yaml') && !name.endsWith('kustomization.yaml'),
    );
    process.stderr.write(`manifests/${cluster}: ${files.length} objects\n`);
  }
}

function say(text: string): void {
  process.stderr.write(`\n== ${text}\n`);
}
