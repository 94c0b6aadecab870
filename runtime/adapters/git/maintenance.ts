/**
 * A repository that lives as long as its run is not packed meanwhile: each commit of a step would ask whether it is time,
 * and a packing that begins would take the processor from all other items.
 */
export const NO_MAINTENANCE = [
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
] as const;
