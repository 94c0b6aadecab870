import type { Parsed } from '../parsed';
import { compilePattern, type LinearPattern } from './linear-pattern';

/**
 * A pattern of file paths: `*` and `?` stand for any characters but `/`, `**` for any number of folders, `[a-z]` and
 * `[!a-z]` for one character. Several stand with commas: `*.rs,*.toml`. One without `/` means the file's name in any
 * folder, as in `.gitignore`.
 */
export const compileGlob = (glob: string): Parsed<LinearPattern> =>
  compilePattern(`(?s)^(?:${glob.split(',').map(pathPattern).join('|')})$`);

function pathPattern(glob: string): string {
  const path = glob.includes('/') ? glob : `**/${glob}`;
  return path.replace(/\*\*\/|\*+|\?|\[!?[^\]]+\]|[\s\S]/gu, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part.startsWith('*')) return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 2 && part.startsWith('[')) return part.replace(/^\[!/, '[^');
    return part.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
  });
}
