import { Limit } from '../../contract/limits';

/** Maximum bytes of a script's values in the environment: Linux limits it together with the arguments. */
const TOTAL_BYTES = 512 * 1024;

/** Assigns variables to values: equal values share one. */
export class SplicedValues {
  private readonly names = new Map<string, string>();

  /** The variable for a value. */
  public nameOf(value: string): string {
    const known = this.names.get(value);
    if (known !== undefined) return known;
    const name = `PRODIGY_VALUE_${this.names.size + 1}`;
    this.names.set(value, name);
    return name;
  }

  /** The values by variable: those that fit into the environment, and the others. */
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
