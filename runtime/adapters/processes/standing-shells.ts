import { StandingShell } from './standing-shell';
import { type Start, type Started, startChild } from './started';

/** Maximum size of arguments and environment, in bytes; above it a shell is no faster. */
const LARGEST = 64 * 1024;
/** Names that a shell accepts as variables, except its own special ones. */
const VARIABLE = /^(?!(?:OPTIND|PPID|UID|EUID|SHELLOPTS|BASH\w*)$)[A-Za-z_]\w*$/;

/** Starts programs from small long-lived shells, as many as programs run at once. */
export class StandingShells {
  private readonly free: StandingShell[] = [];
  /** Whether this system supports them. */
  private possible = true;

  /** @param temporary folder for their pipes. */
  public constructor(private readonly temporary: string) {}

  /**
   * Start a program, as a direct child of this process if a shell cannot.
   * @throws the system's error if it cannot be started.
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
