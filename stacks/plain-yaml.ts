import { isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';

/** The parsed value, or why it was refused; the reason never repeats the text. */
export type PlainYaml = { readonly value: unknown } | { readonly obstacle: string; readonly place?: string };

/**
 * Read YAML that every parser reads the same way, because it may be checked with one and used with another. Merge keys,
 * aliases, tags, directives and keys that are not text are refused: parsers differ in them.
 */
export function plainYaml(text: string): PlainYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) return { obstacle: 'something else' };
  const { yaml, tags } = document.directives;
  if (yaml.explicit || Object.keys(tags).some((handle) => handle !== '!!')) return { obstacle: 'a directive' };
  const found = firstObstacle(document);
  if (!found) return { value: document.toJS() };
  const { line, col } = lines.linePos(found.node?.range?.[0] ?? 0);
  return { obstacle: found.obstacle, place: `:${line}:${col}` };
}

interface Obstacle {
  readonly obstacle: string;
  readonly node: Node | null;
}

function firstObstacle(document: ReturnType<typeof parseDocument>): Obstacle | undefined {
  let found: Obstacle | undefined;
  const at = (obstacle: string, node: unknown) => {
    found = { obstacle, node: node as Node | null };
    return visit.BREAK;
  };
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || typeof key.value !== 'string') return at('a key that is no text', key);
      return key.value === '<<' ? at('a merge key (<<)', key) : undefined;
    },
    Alias: (_, node) => at('an alias', node),
    Value: (_, node) => (node.tag === undefined ? undefined : at('a tag', node)),
  });
  return found;
}
