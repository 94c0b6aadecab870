/** Limits on the cost of reading a workflow file, far above real files: anything beyond is an accident or an attack. */
export const YamlLimit = {
  /** Bytes of the file; the ConfigMap that has to hold it may have 1 MiB. */
  BYTES: 2 * 1024 * 1024,
  /** Nesting of lists and mappings; the deepest real file has 9. The YAML composer recurses per level. */
  DEPTH: 64,
  /** Tokens, counted before composing: bounds the composer's cost. A step has about ten. */
  LEXEMES: 100_000,
  /** Values after resolving aliases: bounds "billion laughs" files; the largest real file has 150. */
  VALUES: 10_000,
} as const;
