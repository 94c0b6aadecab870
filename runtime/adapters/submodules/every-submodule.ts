import { Limit } from '../../../contract/limits';
import { SubmoduleUnusable } from '../../ports/workspace';
import { gitModules, type NamedModule } from './git-modules';

/** A bare repository on this machine that has a submodule's commit. */
export interface HeldModule {
  readonly repository: string;
  /** What submodules of this one are found by: an address, or a folder. */
  readonly address: string;
}

/** Where submodules come from. */
export interface ModuleSource {
  /**
   * Bring a submodule's commit to this machine.
   * @param module with its path from the top of the run's repository.
   * @param holder `address` of the repository that holds the submodule.
   * @returns null where its folder is to stay empty.
   * @throws SubmoduleUnusable where it cannot be had.
   */
  bring(module: NamedModule, holder: string): Promise<HeldModule | null>;
}

export interface Submodule {
  /** From the top of the run's repository. */
  readonly path: string;
  readonly commit: string;
  /** Path of a bare repository that has the commit. */
  readonly repository: string;
}

/**
 * Bring every submodule of a commit to this machine, nested ones after those that hold them.
 * @throws SubmoduleUnusable where one cannot be had, or where there are too many.
 */
export async function everySubmodule(source: ModuleSource, top: HeldModule, commit: string): Promise<Submodule[]> {
  const found: Submodule[] = [];
  const visit = async (holder: HeldModule, at: string, prefix: string, depth: number): Promise<void> => {
    for (const named of await gitModules(holder.repository, at)) {
      const module = { ...named, path: prefix + named.path };
      mustBeFew(module.path, found.length, depth);
      const held = await source.bring(module, holder.address);
      if (held === null) continue;
      found.push({ path: module.path, commit: module.commit, repository: held.repository });
      await visit(held, module.commit, `${module.path}/`, depth + 1);
    }
  };
  await visit(top, commit, '', 1);
  return found;
}

function mustBeFew(path: string, before: number, depth: number): void {
  if (depth > Limit.SUBMODULE_DEPTH)
    throw new SubmoduleUnusable(path, `must be at most ${Limit.SUBMODULE_DEPTH} deep in others: nest it less`);
  if (before >= Limit.SUBMODULES)
    throw new SubmoduleUnusable(path, `must be one of at most ${Limit.SUBMODULES}: run without submodules`);
}
