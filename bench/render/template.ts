/** What tells the runs of the benchmark apart. */
export interface Substitution {
  readonly id: string;
  readonly argument: string;
}

/** Stands for each in a template; of characters that mean nothing in JSON, YAML and Go templates. */
export const PLACEHOLDER: Substitution = { id: '@@id@@', argument: '@@argument@@' };

/** A text of one run as a template. */
export const templateOf = (text: string, { id, argument }: Substitution): string =>
  text.replaceAll(argument, PLACEHOLDER.argument).replaceAll(id, PLACEHOLDER.id);

/** A template as the text of one run. */
export const substitute = (template: string, { id, argument }: Substitution): string =>
  template.replaceAll(PLACEHOLDER.argument, argument).replaceAll(PLACEHOLDER.id, id);
