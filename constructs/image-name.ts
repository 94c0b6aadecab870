/** `[registry[:port]/]path[:tag][@digest]`, as container runtimes read it. */
const PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REGISTRY = '[a-zA-Z0-9][-a-zA-Z0-9.]*(?::[0-9]+)?';
const REFERENCE = new RegExp(
  `^(?:${REGISTRY}/)?${PART}(?:/${PART})*(?<tag>:\\w[-.\\w]{0,127})?(?<digest>@sha256:[0-9a-f]{64})?$`,
);

/**
 * Validate the reference of an image that the user chose.
 *
 * @throws Error if it is malformed, or does not pin a version: equal runs would differ.
 */
export function checkedImage(reference: string): string {
  const { tag, digest } = REFERENCE.exec(reference)?.groups ?? {};
  if (digest !== undefined || (tag !== undefined && tag !== ':latest')) return reference;
  throw new Error(
    `'image' must be an image with a fixed tag or a digest, got ${reference}: ` +
      'write registry.example.com/team/agent:1.2 or add @sha256:…',
  );
}
