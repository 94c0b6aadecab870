/** What a workflow file may cost to read. Real files stay far below; what goes beyond is an accident or an attack. */
export const YamlLimit = {
  /** Bytes of the file; a ConfigMap, which has to hold it, takes 1 MiB. */
  BYTES: 2 * 1024 * 1024,
  /** Lists and mappings inside one another; the deepest real file has 9. The YAML composer recurses per level. */
  DEPTH: 64,
  /** Lexemes, before anything is composed of them: bounds what the composer may cost. A step has about ten. */
  LEXEMES: 100_000,
  /** Values after aliases were resolved: bounds "billion laughs" files; the largest real file has 150. */
  VALUES: 10_000,
} as const;
