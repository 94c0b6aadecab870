import { mkdir } from 'node:fs/promises';
import { Route } from '../../../contract/workspace-api';
import type { HeldModule, ModuleSource } from '../submodules/every-submodule';
import { addressOf, notAtOrigin } from '../submodules/from-origin';
import type { NamedModule } from '../submodules/git-modules';
import { isKnown, KNOWN, makeModule, moduleName } from '../submodules/module-repository';
import { Refused, type WorkspaceClient } from './workspace-client';
import { workspaceGit } from './workspace-git';

/** What origin is known to have, also as branches and tags for steps. */
const REFSPECS = [`+${KNOWN}/*:${KNOWN}/*`, `+${KNOWN}/heads/*:refs/remotes/origin/*`, `+${KNOWN}/tags/*:refs/tags/*`];

/** Submodules that the workspace fetched when the run started. */
export class ModulesFromWorkspace implements ModuleSource {
  /** Found commits are cached: nothing removes commits of origin. */
  private readonly known = new Set<string>();

  /** @param folder of the clones. */
  public constructor(
    private readonly client: WorkspaceClient,
    private readonly folder: string,
  ) {}

  public async bring({ path, url, commit }: NamedModule, holder: string): Promise<HeldModule> {
    const address = addressOf(path, url, holder);
    const name = moduleName(address);
    await mkdir(this.folder, { recursive: true });
    const repository = await makeModule(this.folder, name, (draft) => this.fetch(draft, name)).catch((error) => {
      throw error instanceof Refused ? notAtOrigin(path, commit) : error;
    });
    const key = `${repository} ${commit}`;
    if (!this.known.has(key) && !(await isKnown(repository, commit))) throw notAtOrigin(path, commit);
    this.known.add(key);
    return { repository, address };
  }

  private async fetch(draft: string, name: string): Promise<void> {
    const url = `${this.client.options.url}${Route.MODULES}/${name}`;
    const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', url, ...REFSPECS];
    await this.client.persist('git fetch of a submodule', () => workspaceGit(this.client, draft, args));
  }
}
