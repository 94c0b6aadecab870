import { holds, parseCondition } from '../../../language/expressions/condition';
import { checked } from '../../../language/parsed';
import type { Step } from '../../../language/workflow';
import type { Setting } from '../setting';
import { conditionScope, environmentOf, stepVariables } from './environment';

/** Whether a step is due, and what it runs with. Each execution tries to work that out, until one succeeds. */
export class Beginning {
  private isDue: boolean | undefined;
  private head: Promise<string> | undefined;
  private own: Setting;

  /** @param outside the setting around the step. */
  public constructor(
    private readonly step: Step,
    outside: Setting,
  ) {
    this.own = outside;
  }

  /** What the step runs with; before it has begun, the setting around it. */
  public get setting(): Setting {
    return this.own;
  }

  /** The commit before the step. Read once, when asked for: steps that are skipped cost no git call. */
  public commit(): Promise<string> {
    this.head ??= this.own.checkout.head();
    return this.head;
  }

  /**
   * Work out what is not known yet.
   * @returns whether the step is due; if its condition does not hold it is skipped, with a log line.
   * @throws Error if a value cannot be had.
   */
  public async begin(): Promise<boolean> {
    this.isDue ??= await this.workedOut();
    return this.isDue;
  }

  private async workedOut(): Promise<boolean> {
    const { step, own } = this;
    if (!(await conditionHolds(step, own))) return false;
    this.own = { ...own, env: await stepVariables(step.env, own) };
    return true;
  }
}

async function conditionHolds({ when }: Step, setting: Setting): Promise<boolean> {
  if (when === undefined) return true;
  const scope = conditionScope(await environmentOf(setting), setting);
  if (holds(checked('when', parseCondition(when)), scope)) return true;
  setting.log.info(`skipped, since its condition does not hold: ${when}`);
  return false;
}
