import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWorkflow } from '../../language/parse-workflow';
import { runLocal } from '../../runtime/programs/local';
import { prodigyProgram } from '../../tools/prodigy-program';
import { ScratchRepository } from '../workflows/scratch-repository';
import { answer, pathWith, prompts } from '../workflows/stand-ins';

/** A workflow, and the repository that it runs in. */
export interface Subject {
  readonly workflow: string;
  readonly files?: Readonly<Record<string, string>>;
  /** What Claude does at which command. */
  readonly answers?: Readonly<Record<string, string>>;
  readonly argument?: string;
}

/** How a run ended, on the branch that it was started from. */
export interface End {
  readonly ok: boolean;
  /** Files that were not there before, or had another content. */
  readonly files: Readonly<Record<string, string>>;
  /** Commits that are no merges. */
  readonly commits: number;
  /** What Claude was told, without the merges that Prodigy leaves to it; in order of the alphabet. */
  readonly prompts: readonly string[];
}

/**
 * Prodigy has Claude merge: agents' branches in the session's worktree, the session's branch where its target is
 * checked out.
 */
const MERGE = `if [ -n "$2" ]; then cd "$(dirname "$(git rev-parse --path-format=absolute --git-common-dir)")"; fi
git merge --quiet --no-ff --no-edit "$1"`;

type Run = (
  subject: Subject,
  repository: ScratchRepository,
  home: string,
  env: Record<string, string>,
) => Promise<boolean>;

/** Run a workflow with a program of its own repository and home. */
async function endOf(subject: Subject, run: Run): Promise<End> {
  const repository = new ScratchRepository();
  const home = mkdtempSync(join(tmpdir(), 'prodigy-home-'));
  try {
    repository.git('config', 'user.name', 'Ada');
    repository.git('config', 'user.email', 'ada@example.com');
    repository.commit('Start', { 'README.md': 'hello\n', ...subject.files });
    const base = repository.git('rev-parse', 'HEAD');
    answer(home, { 'prodigy-merge-worktree': MERGE, ...subject.answers });
    const env = { PATH: pathWith(home, ['cargo', 'claude']), HOME: home };
    const ok = await run(subject, repository, home, env);
    return { ok, ...leftBehind(repository, base), prompts: told(home) };
  } finally {
    repository.remove();
    rmSync(home, { recursive: true, force: true });
  }
}

function leftBehind(repository: ScratchRepository, base: string): Pick<End, 'files' | 'commits'> {
  const changed = repository.git('diff', '--name-only', base, 'main').split('\n').filter(Boolean);
  const files = Object.fromEntries(changed.map((path) => [path, repository.git('show', `main:${path}`)]));
  return { files, commits: Number(repository.git('rev-list', '--count', '--no-merges', `${base}..main`)) };
}

const told = (home: string): string[] =>
  prompts(home)
    .filter((prompt) => prompt !== '' && !prompt.startsWith('/prodigy-merge-worktree'))
    .sort();

/** With this project's engine. */
export const ours = (subject: Subject): Promise<End> =>
  endOf(subject, async ({ workflow, argument }, repository, home, env) => {
    const report = await runLocal({
      workflow: loadWorkflow(workflow, 'w.yml'),
      workflowText: workflow,
      repositoryPath: repository.path,
      mergeIntoCurrentBranch: true,
      argument,
      home,
      env,
      signal: new AbortController().signal,
    });
    return report.outcome === 'complete';
  });

/** Said where agents of Prodigy that made worktrees at the same moment tripped over each other in git. */
const LOST_RACE = 'failure_reason: WorktreeError';

/** With the real Prodigy. Again where an item lost that race, which is chance and no meaning of the workflow. */
export async function peers(subject: Subject, tries = 5): Promise<End> {
  let raced = false;
  const end = await endOf(subject, async ({ workflow, argument }, repository, home, env) => {
    const file = join(home, 'w.yml');
    writeFileSync(file, workflow);
    const args = ['run', '--yes', file, ...(argument === undefined ? [] : ['--args', argument])];
    const options = { cwd: repository.path, env, input: '', encoding: 'utf8', timeout: 60_000 } as const;
    const { status, stdout, stderr } = spawnSync(await prodigyProgram(), args, options);
    if (process.env.PRODIGY_PEER_OUTPUT) process.stderr.write(stdout + stderr);
    raced = `${stdout}${stderr}`.includes(LOST_RACE);
    return status === 0;
  });
  return raced && tries > 1 ? peers(subject, tries - 1) : end;
}
