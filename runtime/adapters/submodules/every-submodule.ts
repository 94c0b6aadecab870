import { Limit } from '../../../contract/limits';
import { SubmoduleUnusable } from '../../ports/workspace';
import { gitModules, type NamedModule } from './git-modules';

/** A bare repository on this machine that has a submodule's commit. */
export interface HeldModule {
  readonly repository: string;
  /** The address or folder that relative URLs of nested submodules are resolved against. */
  readonly address: string;
}

/** A source of submodules. */
export interface ModuleSource {
  /**
   * Fetch a submodule's commit to this machine.
   * @param module its path is relative to the top of the run's repository.
   * @param holder `address` of the repository that contains the submodule.
   * @returns null if its folder should stay empty.
   * @throws SubmoduleUnusable if it is not available.
   */
  bring(module: NamedModule, holder: string): Promise<HeldModule | null>;
}

export interface Submodule {
  /** Relative to the top of the run's repository. */
  readonly path: string;
  readonly commit: string;
  /** Path of a bare repository that has the commit. */
  readonly repository: string;
}

/**
 * Fetch every submodule of a commit to this machine, nested ones after their parents.
 * @throws SubmoduleUnusable if one is not available, or there are too many.
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
