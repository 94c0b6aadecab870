/**
 * Do not pack a repository that lives only as long as its run: each commit would check whether packing is due, and
 * packing would take the processor from all other items.
 */
export const NO_MAINTENANCE = [
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
] as const;
