import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PROJECT } from '../../../devcluster/paths';

/** A script of package.json as a terminal runs it: in a process group of its own, which Ctrl-C reaches as a whole. */
export class NpmScript {
  /** What it printed on stderr so far. */
  public stderr = '';
  /** Its exit code, once nobody writes to its stderr any more: then none of its processes is left behind. */
  public readonly ended: Promise<number | null>;
  private readonly child;

  public constructor(name: string) {
    this.child = spawn('npm', ['run', '--silent', name], {
      cwd: PROJECT,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = once(this.child, 'close').then(([code]) => code);
  }

  /** Resolves when a text is printed; rejects when the script ends without it. */
  public async printed(text: string): Promise<void> {
    while (!this.stderr.includes(text)) {
      const over = await Promise.race([once(this.child.stderr, 'data').then(() => false), this.ended.then(() => true)]);
      if (over && !this.stderr.includes(text)) throw new Error(`'${text}' was not printed, but: ${this.stderr}`);
    }
  }

  public interrupt(): void {
    process.kill(-this.child.pid!, 'SIGINT');
  }
}
