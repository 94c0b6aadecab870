import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Parameters } from '../../../contract/parameters';
import { loadWorkflow } from '../../../language/parse-workflow';
import type { Step } from '../../../language/workflow';
import { ChildProcesses } from '../../../runtime/adapters/processes/child-processes';
import type { Engine } from '../../../runtime/engine/engine';
import type { Setting } from '../../../runtime/engine/run-command';
import { RecordingLog } from '../adapters/log/recording-log';

/** A folder where steps run with the real `sh`; its HEAD is a file, and appending to it is a commit. */
export class StepFolder {
  public readonly path = mkdtempSync(join(tmpdir(), 'steps-'));
  public readonly log = new RecordingLog();
  public readonly stop = new AbortController();

  public constructor() {
    writeFileSync(join(this.path, 'HEAD'), '0');
  }

  public remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  public read(name: string): string {
    return existsSync(join(this.path, name)) ? readFileSync(join(this.path, name), 'utf8') : '';
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
    } as unknown as Engine;
    const checkout = {
      path: this.path,
      env: { GIT_TERMINAL_PROMPT: '0' },
      head: async () => this.read('HEAD').trim(),
      read: async () => null,
    };
    const step = workflow.mode === 'standard' ? workflow.commands[0]! : workflow.map.agentTemplate[0]!;
    return { step, setting: { engine, checkout, phase: 'setup', values, log: this.log, signal: this.stop.signal } };
  }
}
