import { Limit } from '../../contract/limits';
import { CliError } from '../cli-error';
import { wholeNumber } from '../flags';

/** @throws CliError if `text`, the flag's value, is not a valid number of agents. */
export function agents(text: string | undefined, flag = '--max-parallel'): number | undefined {
  if (text === undefined) return undefined;
  const count = wholeNumber(text, Limit.AGENTS);
  if (count !== undefined) return count;
  throw new CliError(`'${flag}' must be an integer from 1 to ${Limit.AGENTS}, got ${text}`);
}
