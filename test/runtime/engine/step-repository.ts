import { execFileSync } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worktree } from '../../../runtime/adapters/worktrees/worktree';
import { endOf } from '../../../runtime/engine/run-step';
import type { Captures } from '../../../runtime/engine/step/capture';
import type { Checkout } from '../../../runtime/ports/workspace';
import { StepFolder } from './step-setting';

/** A folder where steps run with the real `sh` and the real git; what the tests put there themselves git ignores. */
export class StepRepository extends StepFolder {
  public constructor() {
    super();
    rmSync(join(this.path, 'HEAD'));
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('config', 'user.name', 'Ada');
    this.git('config', 'user.email', 'ada@example.com');
    appendFileSync(join(this.path, '.git/info/exclude'), '/claude\n/seen*\n');
    this.git('commit', '--quiet', '--allow-empty', '-m', 'first');
  }

  public git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.path, encoding: 'utf8' }).trimEnd();
  }

  /** Run all steps of a standard workflow, each with what those before it left. */
  public async all(text: string): Promise<Captures> {
    const { setting } = this.step(text);
    const { workflow } = setting.engine;
    const begin = await setting.checkout.head();
    let captures: Captures = {};
    let last: string | undefined;
    for (const step of workflow.mode === 'standard' ? workflow.commands : []) {
      const history = { run: async () => begin, step: last };
      const end = await endOf(step, { ...setting, values: captures, history });
      captures = { ...captures, ...end.captures };
      last = end.start ?? last;
    }
    return captures;
  }

  protected override checkout(): Checkout {
    return new Worktree(this.path, join(this.path, '.git'));
  }
}
