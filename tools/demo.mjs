// npm start: render the bundled workflows for every cluster, then run one of them here, in a scratch repository.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePrograms } from './programs.mjs';

ensurePrograms(['git']);
run('node', ['tools/build.mjs']);
say('rendering every workflow for every cluster into manifests/');
synth();

const scratch = mkdtempSync(join(tmpdir(), 'prodigy-demo-'));
try {
  const repository = join(scratch, 'project');
  makeRepository(repository);
  say(`running workflows/tidy-whitespace here, in ${repository}`);
  run(
    'node',
    ['dist/cli/prodigy-k8s.cjs', 'run', 'workflows/tidy-whitespace/workflow.yaml', '--path', repository, '--yes'],
    { env: { ...process.env, HOME: scratch } },
  );
  say('what it did');
  run('git', ['-C', repository, '--no-pager', 'log', '--oneline', '--graph', '--stat', '-n', '8']);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function makeRepository(path) {
  mkdirSync(join(path, 'src'), { recursive: true });
  mkdirSync(join(path, 'docs'));
  writeFileSync(join(path, 'src', 'greeting.txt'), 'hello   \nworld\t\n');
  writeFileSync(join(path, 'docs', "owner's notes.txt"), 'no newline at the end');
  writeFileSync(join(path, 'clean.txt'), 'nothing to do\n');
  const git = (...args) => run('git', ['-C', path, ...args]);
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Demo');
  git('config', 'user.email', 'demo@localhost');
  git('add', '.');
  git('commit', '-q', '-m', 'Start');
}

/** cdk8s names every file it wrote; how many for which cluster is what one looks at. */
function synth() {
  run('npx', ['cdk8s', 'synth'], {
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const cluster of readdirSync('manifests').sort()) {
    const files = readdirSync(join('manifests', cluster), { recursive: true }).filter(
      (name) => name.endsWith('.yaml') && !name.endsWith('kustomization.yaml'),
    );
    process.stderr.write(`manifests/${cluster}: ${files.length} objects\n`);
  }
}

function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (status !== 0) throw new Error(`'${command} ${args.join(' ')}' must succeed, got exit ${status}: see above`);
}

function say(text) {
  process.stderr.write(`\n== ${text}\n`);
}
