/** Maximum slug length in characters: `-`, eight hex digits and `-2` make it a run id of `MAX_RUN_ID_LENGTH` (34). */
export const MAX_SLUG_LENGTH = 23;

/**
 * A workflow's name as a Kubernetes name (RFC 1123 label): lower-case letters, digits and single dashes, starting with
 * a letter, at most {@link MAX_SLUG_LENGTH} characters. Letters lose their accents; if nothing is left, it is
 * `workflow`.
 */
export function workflowSlug(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const named = words === '' ? 'workflow' : /^[a-z]/.test(words) ? words : `w-${words}`;
  return named.slice(0, MAX_SLUG_LENGTH).replace(/-+$/, '');
}
