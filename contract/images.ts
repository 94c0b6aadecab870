/** One image of `images.lock` (JSON, name → repository, tag and digest), which changes with a release. */
export interface Image {
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…`; null if not known yet: then the tag is rendered. */
  readonly digest: string | null;
}

/** The images of a run. */
export interface Images {
  /** Agents, workspace server and every init container. */
  readonly agent: Image;
  readonly redis: Image;
}

/** How manifests refer to an image: by digest if it is known, else by tag. */
export const imageReference = (image: Image): string =>
  image.digest === null ? `${image.repository}:${image.tag}` : `${image.repository}@${image.digest}`;
