import type { ReviewedObject } from '../reviewed-object';
import type { Change } from './change';
import type { ShownChange } from './finding';
import { pathText } from './leaves';

const HIDDEN = '<hidden>';
/** Shown for a changed value whose old and new text are both hidden. */
const HIDDEN_NOW = '<hidden, changed>';

/** Words in the names of secrets; `key` only at the end, since `sort_key` names a field. */
const SECRET_NAME =
  /passw|passphrase|secret|token|credential|private|authorization|api[-_.]?key|(^|[-_.])key$|cookie|session[-_.]?id|dsn|connection[-_.]?string/i;

/** Values recognisable as secrets wherever they appear. */
const SECRET_VALUE = [
  /-----BEGIN [A-Z ]*-----[\s\S]*?(-----END [A-Z ]*-----|$)/g,
  /\b(sk-[\w-]{8,}|gh[pousr]_\w{8,}|github_pat_\w{8,}|glpat-[\w-]{8,}|AKIA\w{12,}|xox[abp]-[\w-]{8,})/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}(\.[\w-]*)?/g,
  /(?<=\/\/)[^\s/@]+(?=@)/g,
  /(?<=\b(Bearer|Basic) +)[\w.~+/=-]{8,}/g,
];

/** A setting on a line of its own, `NAME=value` or `name: value`, with its value. */
const SETTING = /^(\s*(?:-\s+)?(?:export\s+)?["']?([\w.-]+)["']?\s*[=:][^\S\n]*)(\S.*)$/gm;

/** A setting within a line, such as `{"name": "value"}`. */
const INLINE = /([\w.-]+)(["']?\s*[:=]\s*)("(?:\\.|[^"\\])*"|'[^']*'|[^\s,}"'|>][^\s,}"']*)/g;

/** A YAML block scalar under a name: every line that is indented further. */
const BLOCK = /^([ \t]*)((?:-[ \t]+)?["']?([\w.-]+)["']?:[ \t]*[|>][^\n]*\n)((?:\1[ \t]+[^\n]*(?:\n|$)|[ \t]*\n)+)/gm;

/** A change with its secrets masked. */
export function shown(change: Change, { kind }: ReviewedObject): ShownChange {
  const { path, before, after } = change;
  const hidden = isHidden(kind, path);
  const [old, now] = hidden ? [HIDDEN, HIDDEN_NOW] : [maskedValue(before), maskedValue(after)];
  const same = !hidden && JSON.stringify(old) === JSON.stringify(now);
  return {
    path: pathText(path),
    before: before === undefined ? undefined : old,
    after: after === undefined ? undefined : afterText(now, same || (hidden && before === undefined)),
  };
}

/** An added value needs no mark; a partly masked one must still look changed. */
function afterText(now: unknown, same: boolean): unknown {
  if (!same) return now;
  return now === HIDDEN_NOW ? HIDDEN : `${now}\n${HIDDEN_NOW}`;
}

/** Values of Secrets, values of ConfigMaps under telltale names, and everything in a container's environment. */
function isHidden(kind: string, path: readonly string[]): boolean {
  const [top = '', key = ''] = path;
  if (kind === 'Secret' && (top === 'data' || top === 'stringData')) return true;
  if (kind === 'ConfigMap' && (top === 'data' || top === 'binaryData'))
    return top === 'binaryData' || SECRET_NAME.test(key);
  if (top === 'metadata') return path[1] === 'annotations' && /last-applied|secret|token/.test(path[2] ?? '');
  return path.at(-1) === 'value' && path.some((step) => step === 'env');
}

const maskedValue = (value: unknown): unknown => (typeof value === 'string' ? maskedText(value) : value);

/** The text, with secrets masked that are recognisable by name or form. */
export function maskedText(text: string): string {
  const plain = SECRET_VALUE.reduce((rest, form) => rest.replace(form, HIDDEN), text);
  return plain
    .replace(BLOCK, (block, indent: string, head: string, name: string) =>
      SECRET_NAME.test(name) ? `${indent}${head}${indent}  ${HIDDEN}\n` : block,
    )
    .replace(SETTING, (line, start: string, name: string) => (SECRET_NAME.test(name) ? `${start}${HIDDEN}` : line))
    .replace(INLINE, (all, name: string, between: string) =>
      SECRET_NAME.test(name) ? `${name}${between}${HIDDEN}` : all,
    );
}
