/** A count with its noun: `1 agent`, `2 agents`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
