import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../../../../runtime/adapters/git/git';
import { commitAll, temporaryFolder, temporaryRepository } from './temporary-repository';

export const sessionRef = 'refs/prodigy/session';

export interface RunRepository {
  readonly repository: string;
  readonly checkout: string;
  readonly base: string;
}

/** A bare repository with base and session, and a checkout of it to commit in. */
export async function runRepository(): Promise<RunRepository> {
  const checkout = await temporaryRepository();
  const repository = join(temporaryFolder(), 'run.git');
  await git(['clone', '-q', '--bare', checkout, repository], { cwd: '/' });
  const base = await git(['rev-parse', 'HEAD'], { cwd: checkout });
  for (const ref of ['refs/prodigy/base', sessionRef]) await git(['update-ref', ref, base], { cwd: repository });
  return { repository, checkout, base };
}

/** Commit a file on top of base and bring it to the bare repository. */
export async function attempt(run: RunRepository, path: string, content: string): Promise<string> {
  await git(['checkout', '-q', '--detach', run.base], { cwd: run.checkout });
  await writeFile(join(run.checkout, path), content);
  const commit = await commitAll(run.checkout, `write ${path}`);
  await git(['push', '-q', run.repository, `+HEAD:refs/prodigy/attempts/${path}`], { cwd: run.checkout });
  return commit;
}
