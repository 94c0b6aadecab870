/**
 * Longest slug, in characters: with `-`, eight hexadecimal digits and `-2` it makes a run id of
 * `MAX_RUN_ID_LENGTH` (34).
 */
export const MAX_SLUG_LENGTH = 23;

/**
 * A workflow's name as Kubernetes wants names (RFC 1123 label): lower-case letters, digits and single dashes, a letter
 * first, at most {@link MAX_SLUG_LENGTH} characters. Letters lose their accents; a name that leaves nothing gives
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
