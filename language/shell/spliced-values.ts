import { Limit } from '../../contract/limits';

/** Bytes of all values of one script in the environment: Linux bounds it together with the arguments. */
const TOTAL_BYTES = 512 * 1024;

/** Gives values their variables: the same value, the same variable. */
export class SplicedValues {
  private readonly names = new Map<string, string>();

  /** Variable that holds the value. */
  public nameOf(value: string): string {
    const known = this.names.get(value);
    if (known !== undefined) return known;
    const name = `PRODIGY_VALUE_${this.names.size + 1}`;
    this.names.set(value, name);
    return name;
  }

  /** The values by variable: those that the environment can hold, and the others. */
  public byDestination(): { variables: Record<string, string>; largeValues: Record<string, string> } {
    const variables: Record<string, string> = {};
    const largeValues: Record<string, string> = {};
    let total = 0;
    for (const [value, name] of this.names) {
      const bytes = Buffer.byteLength(value);
      const fits = bytes <= Limit.ENVIRONMENT_BYTES && total + bytes <= TOTAL_BYTES;
      if (fits) total += bytes;
      (fits ? variables : largeValues)[name] = value;
    }
    return { variables, largeValues };
  }
}
