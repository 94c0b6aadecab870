import { join } from 'node:path';
import { SubmoduleUnusable } from '../../ports/workspace';
import { git } from '../git/git';
import { GitError } from '../git/git-error';
import type { Origin } from '../git/origin';
import { isRefusal, linesOf, OriginFailure } from '../git/origin-failure';
import type { HeldModule, ModuleSource } from './every-submodule';
import type { NamedModule } from './git-modules';
import { exists, isKnown, KNOWN, makeModule, moduleName } from './module-repository';
import { submoduleAddress } from './submodule-address';

/** Timeout of fetching a submodule, in seconds. */
const FETCH_SECONDS = 3600;
/** All branches and tags: a step may want to move a submodule to any of them. */
const REFS = ['heads', 'tags'].map((kind) => `+refs/${kind}/*:${KNOWN}/${kind}/*`);

export interface OriginModules {
  /** Folder of the bare repositories. */
  readonly folder: string;
  readonly origin: Origin;
  readonly signal: AbortSignal;
}

/** Submodules from origin's host, with the run's own credentials. */
export class ModulesFromOrigin implements ModuleSource {
  public constructor(private readonly parts: OriginModules) {}

  /** @throws OriginFailure naming the submodule, if origin does not serve it. */
  public async bring({ path, url, commit }: NamedModule, holder: string): Promise<HeldModule> {
    const address = addressOf(path, url, holder);
    try {
      const repository = await makeModule(this.parts.folder, moduleName(address), (draft) =>
        this.fetch(draft, address, REFS),
      );
      if (!(await isKnown(repository, commit)))
        await this.fetch(repository, address, [`+${commit}:${KNOWN}/pins/${commit}`]);
      return { repository, address };
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      const lines = linesOf(error.stderr).slice(-4).join('; ');
      throw new OriginFailure(`submodule ${JSON.stringify(path)} at ${commit}: ${lines}`, isRefusal(error));
    }
  }

  private async fetch(repository: string, address: string, refspecs: readonly string[]): Promise<void> {
    const { origin, signal } = this.parts;
    const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', address, ...refspecs];
    await git(args, { cwd: repository, ...(await origin.options()), signal, timeoutSeconds: FETCH_SECONDS });
  }
}

/** Submodules that were fetched when the run started; origin is not asked. */
export class ModulesOnClaim implements ModuleSource {
  public constructor(private readonly folder: string) {}

  public async bring({ path, url, commit }: NamedModule, holder: string): Promise<HeldModule> {
    const address = addressOf(path, url, holder);
    const repository = join(this.folder, moduleName(address));
    if ((await exists(repository)) && (await isKnown(repository, commit))) return { repository, address };
    throw notAtOrigin(path, commit);
  }
}

/** A step moved a submodule to something that origin cannot give to others. */
export const notAtOrigin = (path: string, commit: string): SubmoduleUnusable =>
  new SubmoduleUnusable(
    path,
    `must be at a commit that its origin had when the run started, got ${commit}: push it there before the run`,
  );

/** @throws SubmoduleUnusable if credentials would go to another host. */
export function addressOf(path: string, url: string, holder: string): string {
  const address = submoduleAddress(url, holder);
  if (address !== null) return address;
  const shown = JSON.stringify(url.replace(/\/\/[^/]*@/, '//***@'));
  throw new SubmoduleUnusable(
    path,
    `must have an address on origin's host, relative or by https or ssh, got ${shown}: ` +
      'change it in .gitmodules, or run without submodules',
  );
}
