/** What differs between the runs of the benchmark. */
export interface Substitution {
  readonly id: string;
  readonly argument: string;
}

/** Placeholders in a template; their characters have no meaning in JSON, YAML and Go templates. */
export const PLACEHOLDER: Substitution = { id: '@@id@@', argument: '@@argument@@' };

/** Turn a run's text into a template. */
export const templateOf = (text: string, { id, argument }: Substitution): string =>
  text.replaceAll(argument, PLACEHOLDER.argument).replaceAll(id, PLACEHOLDER.id);

/** Turn a template into a run's text. */
export const substitute = (template: string, { id, argument }: Substitution): string =>
  template.replaceAll(PLACEHOLDER.argument, argument).replaceAll(PLACEHOLDER.id, id);
