import type { Election } from '../../ports/election';

/** A local run has one engine: it leads. */
export const onlyLeader: Election = {
  campaign: async () => ({
    fencing: 1,
    lost: new AbortController().signal,
    resign: async () => undefined,
  }),
};
