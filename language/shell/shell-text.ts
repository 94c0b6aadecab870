/** Shell text that maps its characters to offsets in the script; text in backquotes is unescaped when read. */
export class ShellText {
  private constructor(
    public readonly characters: string,
    /** Offset of each character in the script, or of its removed backslash; undefined: the same as the index. */
    private readonly origins: readonly number[] | undefined,
    /** Number of enclosing pairs of backquotes. */
    public readonly backquotes: number,
  ) {}

  public static of(script: string): ShellText {
    return new ShellText(script, undefined, 0);
  }

  /** Offset in the script of the character at `index`, or of its backslash if it was escaped. */
  public origin(index: number): number {
    return this.origins === undefined ? index : (this.origins[index] ?? this.origins.at(-1)! + 1);
  }

  /**
   * Text in backquotes as the shell reads it: a backslash is removed before `$`, a backquote or a backslash, and within
   * double quotes also before `"`.
   */
  public unescaped(start: number, end: number, inDoubleQuotes: boolean): ShellText {
    const special = inDoubleQuotes ? '$`\\"' : '$`\\';
    const origins: number[] = [];
    let characters = '';
    for (let index = start; index < end; index++) {
      origins.push(this.origin(index));
      const next = this.characters[index + 1];
      if (this.characters[index] === '\\' && next !== undefined && index + 1 < end && special.includes(next)) index++;
      characters += this.characters[index];
    }
    origins.push(this.origin(end));
    return new ShellText(characters, origins, this.backquotes + 1);
  }
}
