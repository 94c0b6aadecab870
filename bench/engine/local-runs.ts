import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prodigyProgram } from '../../tools/prodigy-program';
import { type Measurement, measure } from '../render/measure';

const PROJECT = join(__dirname, '../..');

/** One program's run of the workflow. */
export interface LocalRun extends Measurement {
  readonly name: string;
  /** Commits of items that are on the branch the run was started from. */
  readonly merged: number;
}

/** An item is one shell step that makes one commit. */
const WORKFLOW = `name: bench
mode: mapreduce
map:
  input: items.json
  json_path: "$[*]"
  max_parallel: 10
  agent_template:
    - shell: echo "\${item.name}" > "\${item.name}" && git add . && git commit -q -m "add \${item.name}"
`;

/**
 * Run as many items with this project and with the real Prodigy, each in a repository and home of its own.
 * @throws Error where a program fails, or ours leaves a commit out.
 */
export async function measureRuns(items: number): Promise<readonly LocalRun[]> {
  const cli = join(PROJECT, 'dist/cli/prodigy-k8s.cjs');
  execFileSync(process.execPath, ['tools/build.mjs'], { cwd: PROJECT });
  const own = runOf('prodigy-kubernetes', [process.execPath, cli, 'run', '--yes'], items);
  const peer = runOf('Prodigy 0.4.4', [await prodigyProgram(), 'run', '--yes'], items);
  if (own.merged !== items) throw new Error(`the run must merge ${items} commits, got ${own.merged}`);
  return [own, peer];
}

function runOf(name: string, command: readonly string[], items: number): LocalRun {
  const folder = mkdtempSync(join(tmpdir(), 'prodigy-bench-'));
  try {
    const repository = scratchRepository(folder, items);
    const env = [`HOME=${folder}`, `PATH=${join(folder, 'bin')}:${process.env.PATH}`];
    const inRepository = ['env', '-C', repository, ...env, ...command, join(folder, 'w.yml')];
    const measured = measure(inRepository, join(folder, 'output'));
    const count = git(repository, 'rev-list', '--count', '--no-merges', '--grep', '^add ', 'main');
    return { name, merged: Number(count), ...measured };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function scratchRepository(folder: string, items: number): string {
  const repository = join(folder, 'repository');
  for (const path of [repository, join(folder, 'bin')]) mkdirSync(path);
  // Prodigy looks for Claude before anything else.
  symlinkSync(join(PROJECT, 'test/workflows/stand-ins/claude'), join(folder, 'bin/claude'));
  writeFileSync(join(folder, 'w.yml'), WORKFLOW);
  const list = Array.from({ length: items }, (_, index) => ({ name: `item-${index}` }));
  writeFileSync(join(repository, 'items.json'), JSON.stringify(list));
  git(repository, 'init', '-q', '-b', 'main');
  git(repository, 'config', 'user.name', 'Bench');
  git(repository, 'config', 'user.email', 'bench@localhost');
  git(repository, 'add', '.');
  git(repository, 'commit', '-q', '-m', 'Start');
  return repository;
}

const git = (cwd: string, ...args: string[]): string => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();
