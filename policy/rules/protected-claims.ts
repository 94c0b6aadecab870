import { kindOf, type Rule } from '../rule';

/** Claims are not deleted with a stack unless they are unprotected first. */
export const protectedClaims: Rule = {
  name: 'protected-claims',
  description: 'A claim may hold a result that could not be published: an up that would delete it is refused.',
  enforcement: 'advisory',
  violations(resource) {
    if (kindOf(resource) !== 'PersistentVolumeClaim' || resource.options.protect) return [];
    return ["'protect' must be set on a claim, got nothing: pulumi config set claims protect"];
  },
};
