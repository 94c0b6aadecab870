import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prodigyProgram } from '../../tools/prodigy-program';
import { type Measurement, measure, median } from '../render/measure';

const PROJECT = join(__dirname, '../..');

/** One program's run of the workflow. */
export interface LocalRun extends Measurement {
  readonly name: string;
  /** Commits of items on the branch that the run was started from. */
  readonly merged: number;
}

/** Each item is one shell step that makes one commit. */
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
 * Run this many items with this project and the real Prodigy, alternately, each in its own repository and home.
 * @param rounds of each; they alternate in going first: a file system pays later for files that were removed.
 * @param place folder to create those in.
 * @returns the median of each figure, ours first.
 * @throws Error if a program fails, or ours misses a commit.
 */
export async function measureRuns(
  items: number,
  rounds: number,
  place: string,
): Promise<readonly [LocalRun, LocalRun]> {
  const cli = join(PROJECT, 'dist/cli/prodigy-k8s.cjs');
  execFileSync(process.execPath, ['tools/build.mjs'], { cwd: PROJECT });
  const programs = [
    { name: 'prodigy-kubernetes', command: [process.execPath, cli, 'run', '--yes'] },
    { name: 'Prodigy 0.4.4', command: [await prodigyProgram(), 'run', '--yes'] },
  ] as const;
  const runs: LocalRun[] = [];
  for (let round = 0; round < rounds; round += 1)
    for (const { name, command } of round % 2 ? programs.toReversed() : programs)
      runs.push(runOf(name, command, items, place));
  return [middleOf(programs[0].name, runs, items), middleOf(programs[1].name, runs)];
}

/** @param merged commits that each run must have merged. Default: not checked. */
function middleOf(name: string, runs: readonly LocalRun[], merged?: number): LocalRun {
  const own = runs.filter((run) => run.name === name);
  const least = Math.min(...own.map((run) => run.merged));
  if (merged !== undefined && least !== merged) throw new Error(`the run must merge ${merged} commits, got ${least}`);
  return { name, merged: least, ...median(own) };
}

function runOf(name: string, command: readonly string[], items: number, place: string): LocalRun {
  const folder = mkdtempSync(join(place, 'prodigy-bench-'));
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
  // Prodigy looks for the claude program first.
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
