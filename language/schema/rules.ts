import { z } from 'zod';

/*
 * Schemas of single values. Each carries its rule as the error text, which completes "'<key>' must be …".
 */

const NO_NUL = /^[^\0]*$/;

/** Text of a command or label. NUL cannot be handed to a process. */
export const text = (rule: string) => z.string(rule).regex(/\S/, rule).regex(NO_NUL, `${rule}, without NUL characters`);

/** `true` or `false`. */
export const flag = z.boolean('true or false');

/** A count from 1. */
export const count = z.int('a whole number from 1').min(1, 'a whole number from 1');

/** A limit of time. */
export const seconds = z.int('a whole number of seconds from 1').min(1, 'a whole number of seconds from 1');
