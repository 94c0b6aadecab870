/** Strip all control characters except tab and line end: output of steps must not move a person's cursor. */
export function printable(text: string): string {
  return [...text].filter((character) => !isControl(character.codePointAt(0) as number)).join('');
}

function isControl(code: number): boolean {
  return (code < 0x20 && code !== 0x09 && code !== 0x0a) || (code >= 0x7f && code < 0xa0);
}
