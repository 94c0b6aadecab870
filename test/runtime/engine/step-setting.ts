import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Parameters } from '../../../contract/parameters';
import { loadWorkflow } from '../../../language/parse-workflow';
import type { Step } from '../../../language/workflow';
import { systemClock } from '../../../runtime/adapters/clock/system-clock';
import { ChildProcesses } from '../../../runtime/adapters/processes/child-processes';
import { Worktree } from '../../../runtime/adapters/worktrees/worktree';
import type { Engine } from '../../../runtime/engine/engine';
import { runStep } from '../../../runtime/engine/run-step';
import type { Setting } from '../../../runtime/engine/setting';
import type { Captures } from '../../../runtime/engine/step/capture';
import type { Clock } from '../../../runtime/ports/clock';
import type { Checkout, CommitRequest, WriteOptions } from '../../../runtime/ports/workspace';
import { RecordingLog } from '../adapters/log/recording-log';

/** A folder where steps run with the real `sh`; its HEAD is a file, and appending to it is a commit. */
export class StepFolder {
  public readonly path = mkdtempSync(join(tmpdir(), 'steps-'));
  public readonly log = new RecordingLog();
  public readonly stop = new AbortController();

  /** Values of the workflow's secrets. */
  public secrets: Readonly<Record<string, string>> = {};
  public clock: Clock = systemClock;
  /** What chance comes to. */
  public chance = 0.5;
  private readonly remembered = new Map<string, string>();

  public constructor() {
    writeFileSync(join(this.path, 'HEAD'), '0');
  }

  public remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  public read(name: string): string {
    return existsSync(join(this.path, name)) ? readFileSync(join(this.path, name), 'utf8') : '';
  }

  public write(name: string, text: string): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), text);
  }

  /** Run the first step of a workflow. */
  public async run(text: string, values?: Record<string, unknown>): Promise<Captures> {
    const { step, setting } = this.step(text, values);
    return runStep(step, setting);
  }

  /** Like `run`, for a step that fails: what it says. */
  public async failure(text: string, values?: Record<string, unknown>): Promise<string> {
    return this.run(text, values).then(
      () => 'no failure',
      (error: Error) => error.message,
    );
  }

  /** A program `claude` that runs this script; its arguments are those of the real one. */
  public claude(script: string): void {
    writeFileSync(join(this.path, 'claude'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  public commit(): void {
    appendFileSync(join(this.path, 'HEAD'), '+');
  }

  /** The first step of a workflow, and what it runs with. */
  public step(
    text: string,
    values: Record<string, unknown> = {},
    argument?: string,
    parameters?: Parameters,
  ): { step: Step; setting: Setting } {
    const workflow = loadWorkflow(text, 'flow.yml');
    const processes = new ChildProcesses({
      env: { PATH: `${this.path}:${process.env.PATH}` },
      temporary: this.path,
      graceSeconds: 0.2,
    });
    const engine = {
      workflow,
      run: { runId: 'demo-1', targetBranch: 'main', argument, parameters },
      processes,
      claudeEnvironment: async () => ({ ANTHROPIC_API_KEY: 'sk-canary' }),
      secretValues: async () => this.secrets,
      remembered: this.remembered,
      clock: this.clock,
      random: () => this.chance,
    } as unknown as Engine;
    const step = workflow.mode === 'standard' ? workflow.commands[0]! : workflow.map.agentTemplate[0]!;
    return {
      step,
      setting: { engine, checkout: this.checkout(), phase: 'setup', values, log: this.log, signal: this.stop.signal },
    };
  }

  protected checkout(): Checkout {
    const files = new Worktree(this.path, this.path);
    return {
      path: this.path,
      env: files.env,
      head: async () => this.read('HEAD').trim(),
      changes: (from: string, until: 'head' | 'worktree') => files.changes(from, until),
      commit: (paths: readonly string[], request: CommitRequest) => files.commit(paths, request),
      squash: (from: string, request: CommitRequest) => files.squash(from, request),
      read: (path: string) => files.read(path),
      folder: (path: string) => files.folder(path),
      write: (path: string, content: string, options?: WriteOptions) => files.write(path, content, options),
      remove: (path: string) => files.remove(path),
    };
  }
}
