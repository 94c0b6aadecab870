import { GIT_CLONE_CONTAINER } from '../contract/names';
import { Program } from '../contract/network';
import { caEnvironment } from './ca-certificates';
import type { GitRepository } from './git-repository';
import type { Mount } from './mount';
import type { ContainerOptions, ContainerResources } from './pod';

/** Settings of {@link GitClone}, shared with its pod. */
export interface GitCloneProps {
  readonly repository: GitRepository;
  /** Reference of the image with the program. */
  readonly image: string;
  /** Mounts shared by the workspace pod's containers: claim, configuration, writable folders. */
  readonly mounts: readonly Mount[];
  readonly resources: ContainerResources;
}

/**
 * The init container that clones origin into the claim, once: when the pod restarts, nothing is fetched. It gets the
 * token for origin if there is one, and no access to the API server.
 */
export class GitClone {
  public readonly container: ContainerOptions;

  constructor(props: GitCloneProps) {
    const { auth, caCertificates } = props.repository;
    this.container = {
      name: GIT_CLONE_CONTAINER,
      image: props.image,
      args: [Program.CLONE],
      env: [...auth.env, ...caEnvironment(caCertificates)],
      mounts: [...props.mounts, ...auth.mounts],
      resources: props.resources,
    };
  }
}
