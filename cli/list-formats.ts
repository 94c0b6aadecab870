/** How lists are printed, as kubectl does; a table where nothing is said. */
export const LIST_FORMATS = ['json', 'yaml', 'wide', 'name'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];
