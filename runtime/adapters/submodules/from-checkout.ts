import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SubmoduleUnusable } from '../../ports/workspace';
import { git } from '../git/git';
import { GitError } from '../git/git-error';
import type { HeldModule, ModuleSource } from './every-submodule';
import type { NamedModule } from './git-modules';
import { exists, makeModule, moduleName } from './module-repository';

/**
 * Submodules from the user's own checkout: those checked out there are in the run, all others stay empty folders here
 * too. No remote is asked.
 */
export class ModulesFromCheckout implements ModuleSource {
  /**
   * @param folder for the run's own repositories, which share the user's objects.
   * @param checkout top folder of the user's repository.
   */
  public constructor(
    private readonly folder: string,
    private readonly checkout: string,
  ) {}

  public async bring({ path, commit }: NamedModule): Promise<HeldModule | null> {
    const address = join(this.checkout, path);
    if (!(await exists(join(address, '.git')))) return null;
    try {
      const common = await git(['rev-parse', '--path-format=absolute', '--git-common-dir'], { cwd: address });
      await git(['cat-file', '-e', `${commit}^{commit}`], { cwd: common });
      const repository = await makeModule(this.folder, moduleName(common), (draft) => share(common, draft));
      return { repository, address };
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      throw new SubmoduleUnusable(
        path,
        `must be at a commit that your own clone of it has, got ${commit}: ` +
          "bring it there with 'git submodule update --init --recursive', or fetch what the run is to use",
      );
    }
  }
}

/** Objects by reference, branches and tags by name; a shallow clone stays shallow. */
async function share(common: string, draft: string): Promise<void> {
  await writeFile(join(draft, 'objects', 'info', 'alternates'), `${join(common, 'objects')}\n`);
  if (await exists(join(common, 'shallow'))) await copyFile(join(common, 'shallow'), join(draft, 'shallow'));
  const format = '--format=create %(refname) %(objectname)';
  const refs = await git(['for-each-ref', format, 'refs/heads', 'refs/remotes', 'refs/tags'], { cwd: common });
  await git(['update-ref', '--stdin'], { cwd: draft, input: refs === '' ? '' : `${refs}\n` });
}
