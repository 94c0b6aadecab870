/** Output formats of lists, as in kubectl; a table by default. */
export const LIST_FORMATS = ['json', 'yaml', 'wide', 'name'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];
