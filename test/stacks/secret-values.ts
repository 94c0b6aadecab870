/** What values of secrets look like: the forms of the large vendors, keys, and assignments to telling names. */
const FORMS = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bgh[pousr]_[A-Za-z0-9_]{20,}/,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/,
  /\bglpat-[A-Za-z0-9_-]{20,}/,
  /\bsk-[A-Za-z0-9_-]{20,}/,
  /\bAKIA[A-Z0-9]{16}\b/,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\./,
  /https?:\/\/[^\s/@"]+@/,
  /(password|passwd|secret|token|api[-_]?key)["']?[ \t]*[=:][ \t]*["']?(?!\/)[A-Za-z0-9+/=_-]{16,}/i,
];

/** Parts of a text that look like the value of a secret, as written or in base64. */
export function secretValues(text: string): string[] {
  const decoded = [...text.matchAll(/[A-Za-z0-9+/]{20,}={0,2}/g)].map(([word]) =>
    Buffer.from(word, 'base64').toString('latin1'),
  );
  return [text, ...decoded].flatMap((candidate) => FORMS.map((form) => form.exec(candidate)?.[0] ?? [])).flat();
}
