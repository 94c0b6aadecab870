import { type Finding, formatFinding } from '../finding';
import type { Foreach, MapReduceWorkflow, Step, Workflow } from '../workflow';
import type { YamlSource } from '../yaml/read-yaml';
import { referencesInCondition } from './condition-references';
import {
  AFTER_OUTPUT,
  EVERYWHERE,
  IN_FOREACH,
  IN_HANDLER,
  IN_INCOMPLETE,
  IN_MAP,
  IN_MERGE,
  IN_MESSAGE,
  IN_REDUCE,
} from './engine-names';
import { type Fields, KnownNames } from './known-names';
import { shellMaySet } from './shell-names';
import { type TextOwner, TextPlaces } from './text-places';
import { failedReferencesIn, referencesIn, referencesInShell } from './text-references';
import { complaintAbout, type Reader } from './unset-reference';

/**
 * Warn about references that nothing can set where they are used, such as a misspelled `${itm.id}`: they stay in the
 * text unchanged, which the author would otherwise notice only after the run.
 *
 * @param source the file that the workflow was read from, for positions.
 * @param parameters names of the values passed to the run, in addition to those that the workflow declares.
 */
export function checkReferences(workflow: Workflow, source: YamlSource, parameters: readonly string[]): Finding[] {
  const check = new ReferenceCheck(workflow, source, parameters);
  return check.findings();
}

/** Maximum number of references to report: beyond that, the file has a bigger problem. */
const MAX_FINDINGS = 100;

const STAYS_IN_SETUP = "a capture of 'setup' stays there: name it in 'capture_outputs'";

const NOTATIONS =
  'a reference may end in |length, |default:…, or behind a dotted name in :json, :lines, :csv or a glob';

class ReferenceCheck {
  private readonly found = new Map<string, Finding>();
  private readonly places: TextPlaces;
  private hints: Readonly<Record<string, string>> = {};

  public constructor(
    private readonly workflow: Workflow,
    source: YamlSource,
    private readonly parameters: readonly string[],
  ) {
    this.places = new TextPlaces(source);
  }

  public findings(): Finding[] {
    const { workflow } = this;
    const names = new KnownNames(EVERYWHERE).within({
      ...fieldless([...this.parameters, ...workflow.parameters.map(({ name }) => name)], 'any'),
      ...environmentOf(workflow),
    });
    if (workflow.mode === 'standard') this.steps(workflow.commands, names.within({}));
    else this.mapReduce(workflow, names);
    this.steps(workflow.merge?.steps ?? [], names.within(IN_MERGE));
    return [...this.found.values()];
  }

  private mapReduce({ setup, map, reduce }: MapReduceWorkflow, names: KnownNames): void {
    this.steps(setup.steps, names.within({}));
    names.add(fieldless(Object.keys(setup.captureOutputs), 'any'));
    const captured = setup.steps.flatMap(({ capture }) => capture?.name ?? []);
    this.hints = Object.fromEntries(captured.map((name) => [name, STAYS_IN_SETUP]));
    this.text(map.input, 'shell', names, map);
    this.steps(map.agentTemplate, names.within(IN_MAP));
    this.steps(reduce.steps, names.within(IN_REDUCE));
  }

  /** Captures of each step are known from there on. */
  private steps(steps: readonly Step[], names: KnownNames): void {
    for (const step of steps) {
      if (this.found.size >= MAX_FINDINGS) return;
      this.step(step, names);
    }
  }

  private step(step: Step, names: KnownNames): void {
    const environment = Object.keys(step.env);
    const own = names.within({ ...fieldless(environment), env: environment });
    if (step.when !== undefined) this.text(step.when, 'condition', names, step);
    for (const text of [step.workingDir, step.outputFile, ...Object.values(step.env)]) {
      if (text !== undefined) this.text(text, 'setting', names, step);
    }
    this.command(step, own);
    names.add(capturesOf(step));
    const message = step.commit?.messageTemplate;
    if (message !== undefined) this.text(message, 'setting', own.within(IN_MESSAGE), step);
    this.handlers(step, own, names);
  }

  private command(step: Step, names: KnownNames): void {
    const { command } = step;
    if (command.kind === 'shell' || command.kind === 'claude') this.text(command.text, command.kind, names, step);
    else if (command.kind === 'write_file') {
      this.text(command.path, 'setting', names, step);
      this.text(command.content, 'file', names, step);
    } else this.foreach(command, names, step);
  }

  private foreach({ items, steps }: Foreach, names: KnownNames, step: Step): void {
    if ('kind' in items) this.text(items.text, 'shell', names, step);
    else for (const item of items) this.text(item, 'setting', names, step);
    this.steps(steps, names.within(IN_FOREACH));
  }

  /** Steps that run depending on how the step ended; their captures are known to later steps too. */
  private handlers(step: Step, names: KnownNames, later: KnownNames): void {
    const { onFailure, onSuccess, onExitCode, validate, stepValidate } = step;
    const failing = (onFailure?.handler ?? []).map((handler) => handler.step);
    const completing = (validate?.onIncomplete?.handler ?? []).map((handler) => handler.step);
    const lists = [failing, onSuccess, ...Object.values(onExitCode), validate?.commands ?? []];
    for (const list of lists) this.steps(list, names.within(IN_HANDLER));
    this.steps(completing, names.within(IN_INCOMPLETE));
    for (const { command } of stepValidate?.checks ?? []) {
      this.text(command.text, command.kind, names.within(IN_HANDLER), step);
    }
    for (const handler of [...lists.flat(), ...completing]) later.add(capturesOf(handler));
    later.add(fieldless(Object.keys(onFailure?.capture ?? {}), 'any'));
  }

  private text(text: string, reader: Reader, names: KnownNames, owner: TextOwner): void {
    const references =
      reader === 'condition'
        ? referencesInCondition(text)
        : reader === 'shell'
          ? referencesInShell(text)
          : referencesIn(text);
    const shellSets = reader === 'shell' ? shellMaySet(text) : () => false;
    const maySet = (name: string) => this.workflow.envFiles.length > 0 || isProdigys(name) || shellSets(name);
    for (const { reference, offset } of references) {
      const message = complaintAbout(reference, { names, reader, maySet, hints: this.hints });
      if (message !== undefined) this.tell(message, owner, text, offset);
    }
    if (reader === 'condition' || reader === 'file') return;
    for (const failed of failedReferencesIn(text)) {
      this.tell(`'${failed.text}' stays as it is written: ${NOTATIONS}`, owner, text, failed.offset);
    }
  }

  private tell(message: string, owner: TextOwner, text: string, offset: number): void {
    if (this.found.size >= MAX_FINDINGS) return;
    const position = this.places.positionOf(owner, text, offset);
    const finding: Finding = { severity: 'warning', message, file: this.workflow.file, ...position };
    // An alias puts the same text in several places of the workflow.
    this.found.set(formatFinding(finding), finding);
  }
}

const isProdigys = (name: string): boolean => /^PRODIGY_\w+$/.test(name);

const fieldless = (names: readonly string[], fields: Fields = []): Record<string, Fields> =>
  Object.fromEntries(names.map((name) => [name, fields]));

/** Variables of the workflow by their own names, and together as `env.NAME`. */
function environmentOf({ env, secrets, profiles }: Workflow): Record<string, Fields> {
  const ofProfiles = Object.values(profiles).flatMap((profile) => Object.keys(profile.env));
  const names = [...Object.keys(env), ...Object.keys(secrets), ...ofProfiles];
  return { ...fieldless(names), env: names };
}

/** What a step provides to later ones: its capture, which may be any JSON, and its outputs. */
function capturesOf(step: Step): Record<string, Fields> {
  const named = [step.capture?.name, step.id].filter((name) => name !== undefined);
  return { ...(step.capture === undefined ? {} : AFTER_OUTPUT), ...fieldless(named, 'any') };
}
