import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ShellCommand, Step } from '../../language/workflow';

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@localhost',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@localhost',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

/** A repository in a temporary folder. */
export class ScratchRepository {
  public readonly path = mkdtempSync(join(tmpdir(), 'prodigy-workflow-'));
  private readonly env = { ...process.env, ...IDENTITY };

  constructor() {
    this.git('init', '--quiet', '--initial-branch', 'main');
  }

  public git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.path, env: this.env, encoding: 'utf8' }).trim();
  }

  /** Write files, scripts as programs, and commit them. */
  public commit(subject: string, files: Readonly<Record<string, string | Buffer>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), content, { mode: content.toString().startsWith('#!') ? 0o755 : 0o644 });
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', subject);
  }

  public read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  /**
   * Run a step as the engine does: values arrive in the environment, references become shell variables. All references
   * of the bundled workflows stand in double quotes.
   */
  public step(text: string, values: Readonly<Record<string, string>> = {}): { stdout: string; status: number | null } {
    const names = Object.keys(values);
    const script = names.reduce((script, name, index) => script.replaceAll(`\${${name}}`, `$VALUE_${index}`), text);
    const env = Object.fromEntries(names.map((name, index) => [`VALUE_${index}`, values[name]]));
    const result = spawnSync('sh', ['-c', script], { cwd: this.path, env: { ...this.env, ...env }, encoding: 'utf8' });
    if (result.stderr !== '') throw new Error(result.stderr);
    return result;
  }

  public remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** The script of a shell step. */
export const scriptOf = (step: Step | undefined): string => (step!.command as ShellCommand).text;
