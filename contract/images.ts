/** One image of `images.lock`: JSON, name → repository, tag and digest; it changes on a release. */
export interface Image {
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…`; null where none is known yet: then the tag is rendered. */
  readonly digest: string | null;
}

/** The images that a run needs. */
export interface Images {
  /** Agents, workspace server and every init container. */
  readonly agent: Image;
  readonly redis: Image;
}

/** How a manifest names an image: by digest where there is one. */
export const imageReference = (image: Image): string =>
  image.digest === null ? `${image.repository}:${image.tag}` : `${image.repository}@${image.digest}`;
