import { Limit } from '../../../contract/limits';
import { interpolate } from '../../../language/interpolate';
import type { Foreach, Step } from '../../../language/workflow';
import type { Ran } from '../run-command';
import type { RunStep } from '../run-step';
import type { Setting } from '../setting';
import { StepFailed, withExcerpt } from '../step-failed';
import { cannotRun } from './cannot-run';
import type { Captures } from './capture';
import { since } from './changes';
import { environmentOf, textScope } from './environment';
import { OutputsInOrder } from './outputs-in-order';
import { runText } from './run-text';
import { isOver, within } from './time-limit';
import { withoutProcess } from './without-process';

/**
 * Run steps once per value. Their captures are visible to later steps of the same value only; the output of the step is
 * their combined output, in the order of the values.
 *
 * Values that are processed in parallel share the checkout, its index and its HEAD: their steps must write different
 * files, and steps that commit should not run in parallel. After a failure no further value is begun (unless
 * `continue_on_error` is set), and those in progress are completed.
 *
 * `timeout` applies to all values together, `working_dir` to the command that prints them.
 */
export async function forEach(command: Foreach, step: Step, around: Setting, run: RunStep): Promise<Ran> {
  const began = around.engine.clock.now();
  const setting = within(step.timeoutSeconds, around);
  const listed = await valuesOf(command, step, setting);
  if ('exitCode' in listed) return listed;
  const came = await new Rounds(command, listed.slice(0, command.maxItems), setting, run).all();
  return { ...came, durationMs: Math.max(0, setting.engine.clock.now() - began) };
}

/** The values: a list with its references resolved, or the lines that a command prints. */
async function valuesOf({ items }: Foreach, step: Step, setting: Setting): Promise<readonly string[] | Ran> {
  if (!('kind' in items)) return listed(items, step, setting);
  const ran = await runText(items, step, setting);
  if (ran.timedOut || ran.problem !== undefined) return ran;
  const problem = problemOf(items.text, ran);
  return problem === undefined ? ran.output.split(/\r?\n/).filter(isValue) : { ...ran, exitCode: 1, problem };
}

async function listed(items: readonly string[], step: Step, setting: Setting): Promise<readonly string[] | Ran> {
  try {
    const scope = textScope(await environmentOf(setting), setting);
    return items.map((item) => interpolate(item, scope));
  } catch (error) {
    return cannotRun(error as Error, step, setting);
  }
}

const isValue = (line: string): boolean => line.trim() !== '';

/** Why the output of a command cannot be used as values; undefined if it can. */
function problemOf(text: string, ran: Ran): string | undefined {
  if (ran.exitCode !== 0)
    return withExcerpt(
      `must get its values from a command that succeeds, got exit code ${ran.exitCode} of '${text}'`,
      ran.complaint,
    );
  if (!ran.mayBeCut) return undefined;
  return `must get its values from a command that prints less than ${Limit.STEP_OUTPUT_BYTES} bytes, got more of '${text}': make them the items of a map`;
}

/** Processes the values of one execution. */
class Rounds {
  private readonly outputs = new OutputsInOrder(Limit.STEP_OUTPUT_BYTES);
  private readonly failures = new Map<number, string>();
  private next = 0;
  private broken: { readonly error: unknown } | undefined;

  public constructor(
    private readonly command: Foreach,
    private readonly values: readonly string[],
    private readonly setting: Setting,
    private readonly run: RunStep,
  ) {}

  public async all(): Promise<Ran> {
    const { parallel } = this.command;
    await Promise.all(Array.from({ length: Math.min(parallel, this.values.length) }, () => this.oneByOne()));
    if (this.broken !== undefined) throw this.broken.error;
    return this.cameTo();
  }

  /** An error that is not a failure of the nested steps ends the step, once the rounds in progress are over. */
  private async oneByOne(): Promise<void> {
    while (this.goesOn()) {
      const index = this.next++;
      const output: string[] = [];
      try {
        await this.round(index, output);
      } catch (error) {
        if (error instanceof StepFailed) this.failed(index, error.message);
        else this.broken ??= { error };
      }
      this.outputs.add(index, output.join(''));
    }
  }

  private goesOn(): boolean {
    const { next, values, failures, broken, command, setting } = this;
    const mayGoOn = command.continueOnError || failures.size === 0;
    return next < values.length && mayGoOn && broken === undefined && !isOver(setting);
  }

  private async round(index: number, output: string[]): Promise<void> {
    const item = this.values[index] as string;
    const log = this.setting.log.child({ index });
    const own: Captures = { item, 'item.value': item, index, total: this.values.length };
    let values: Captures = { ...this.setting.values, ...own };
    let { setting } = this;
    for (const step of this.command.steps) {
      const end = await this.run(step, { ...setting, values, log });
      if (end.start !== undefined) setting = since(end.start, setting);
      values = { ...values, ...end.captures };
      output.push(end.ran?.output ?? '');
    }
  }

  private failed(index: number, reason: string): void {
    this.failures.set(index, reason);
    if (this.command.continueOnError) this.setting.log.warn(`goes on after ${this.named(index)}: ${reason}`, { index });
  }

  private cameTo(): Ran {
    const output = this.outputs.text();
    const [index] = [...this.failures.keys()].sort((one, other) => one - other);
    const isDone = this.next === this.values.length && index === undefined;
    if (!isDone && isOver(this.setting)) return withoutProcess({ output, timedOut: true });
    if (index === undefined || this.command.continueOnError) return withoutProcess({ output });
    return withoutProcess({ output, problem: `failed for ${this.named(index)}: ${this.failures.get(index)}` });
  }

  private named(index: number): string {
    const value = this.values[index] as string;
    const shown = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
    return `value ${index + 1} of ${this.values.length}, ${JSON.stringify(shown)}`;
  }
}

/** Maximum number of characters of a value in a message. */
const SHOWN = 60;
