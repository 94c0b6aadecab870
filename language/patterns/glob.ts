import type { Parsed } from '../parsed';
import { compilePattern, type LinearPattern } from './linear-pattern';

/**
 * Compile a pattern of file paths: `*` and `?` match any characters but `/`, `**` any number of folders, `[a-z]` and
 * `[!a-z]` one character. Commas separate alternatives: `*.rs,*.toml`. One without `/` matches the file's name in any
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
