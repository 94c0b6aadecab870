import { referenceAt } from './references';
import type { Scope } from './scope';

/**
 * Replace the references in text that no shell reads, such as a prompt; for shell scripts use `spliceShell`. Everything
 * else stays byte for byte: unknown references, `\${escaped}` ones, and the content of values.
 */
export function interpolate(text: string, scope: Scope): string {
  let result = '';
  let copied = 0;
  for (let at = text.indexOf('$'); at !== -1; at = text.indexOf('$', at + 1)) {
    if (at < copied) continue;
    const reference = referenceAt(text, at);
    const value = reference && scope.resolve(reference);
    if (value === undefined) continue;
    result += text.slice(copied, at) + value;
    copied = at + reference!.text.length;
  }
  return result + text.slice(copied);
}
