import type { Position } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';
import type { YamlSource } from '../yaml/read-yaml';
import type { Piece } from './piece';

/** A composed value as if it were one file, with the positions of the files that its parts were read from. */
export function composedSource(file: string, root: Piece): YamlSource {
  const find = (path: YamlPath): Piece => {
    let piece = root;
    for (const key of path) {
      const child = piece.child(key);
      if (child === undefined) return piece;
      piece = child;
    }
    return piece;
  };
  const place = (path: YamlPath, ask: (source: YamlSource, path: YamlPath) => Position): Position => {
    const { source, path: own } = find(path).origin;
    const position = ask(source, own);
    return source.file === file ? position : { ...position, file: source.file };
  };
  return {
    file,
    value: root.value,
    at: (path) => place(path, (source, own) => source.at(own)),
    atKey: (path) => place(path, (source, own) => source.atKey(own)),
    within: (path, offset) => place(path, (source, own) => source.within(own, offset)),
    written: (path) => {
      const { source, path: own } = find(path).origin;
      return source.written(own);
    },
  };
}
