/** Shell text whose characters know where they stand in the script: what backquotes hold is read unescaped. */
export class ShellText {
  private constructor(
    public readonly characters: string,
    /** Start of each character in the script, with the backslash that was taken away; undefined: the same place. */
    private readonly origins: readonly number[] | undefined,
    /** How many pairs of backquotes are around this text. */
    public readonly backquotes: number,
  ) {}

  public static of(script: string): ShellText {
    return new ShellText(script, undefined, 0);
  }

  /** Offset in the script of the character at `index`, of its backslash where it was escaped. */
  public origin(index: number): number {
    return this.origins === undefined ? index : (this.origins[index] ?? this.origins.at(-1)! + 1);
  }

  /**
   * What backquotes hold, as the shell reads it: a backslash before `$`, a backquote or a backslash is taken away, in
   * double quotes before `"` too.
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
