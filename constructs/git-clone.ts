import { GIT_CLONE_CONTAINER } from '../contract/names';
import { Program } from '../contract/network';
import { caEnvironment } from './ca-certificates';
import type { GitRepository } from './git-repository';
import type { Mount } from './mount';
import type { ContainerOptions, ContainerResources } from './pod';

/** What the clone shares with the pod it prepares. */
export interface GitCloneProps {
  readonly repository: GitRepository;
  /** Reference of the image that holds the program. */
  readonly image: string;
  /** What the workspace pod's containers share: claim, configuration, writable folders. */
  readonly mounts: readonly Mount[];
  readonly resources: ContainerResources;
}

/**
 * The init container that brings origin's repository to the claim, once: later starts of the pod fetch nothing. It
 * gets the token of origin where there is one, and no way to speak to the API server.
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
