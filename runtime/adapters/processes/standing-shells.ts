import { StandingShell } from './standing-shell';
import { type Start, type Started, startChild } from './started';

/** Bytes of arguments and environment that a shell is told; more than that is as fast without it. */
const LARGEST = 64 * 1024;
/** What a shell can have as a variable, but those that it keeps for itself. */
const VARIABLE = /^(?!(?:OPTIND|PPID|UID|EUID|SHELLOPTS|BASH\w*)$)[A-Za-z_]\w*$/;

/** Starts programs from small shells that stay, as many as there are programs at once. */
export class StandingShells {
  private readonly free: StandingShell[] = [];
  /** Whether this system has what they need. */
  private possible = true;

  /** @param temporary folder for their pipes. */
  public constructor(private readonly temporary: string) {}

  /**
   * Start a program: as a child of this process where a shell cannot.
   * @throws the error of the system where it cannot be started.
   */
  public async start(start: Start): Promise<Started> {
    const shell = canBeTold(start) ? await this.one() : undefined;
    return (await shell?.start(start, () => this.free.push(shell))) ?? startChild(start);
  }

  private async one(): Promise<StandingShell | undefined> {
    for (let shell = this.free.pop(); shell; shell = this.free.pop()) if (!shell.isOver) return shell;
    if (!this.possible) return undefined;
    const shell = await StandingShell.open(this.temporary);
    this.possible = shell !== undefined;
    return shell;
  }
}

function canBeTold({ argv, cwd, env, input }: Start): boolean {
  if (input !== undefined) return false;
  const texts = [...argv, cwd, ...Object.values(env)];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return (
    bytes < LARGEST &&
    !texts.some((text) => text.includes('\0')) &&
    Object.keys(env).every((name) => VARIABLE.test(name))
  );
}
