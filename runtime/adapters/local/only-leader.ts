import type { Election } from '../../ports/election';

/** A local run has a single engine, which always leads. */
export const onlyLeader: Election = {
  campaign: async () => ({
    fencing: 1,
    lost: new AbortController().signal,
    resign: async () => undefined,
  }),
};
