import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Report } from '../../../contract/report';
import { loadWorkflow } from '../../../language/parse-workflow';
import { type LocalRequest, runLocal } from '../../../runtime/programs/local';

/** A repository and a scripted `claude`, for local runs. */
export class ClaudeProject {
  public readonly root = mkdtempSync(join(tmpdir(), 'claude-run-'));
  public readonly progress: string[] = [];
  private readonly home = join(this.root, 'home');
  private readonly repository = join(this.root, 'project');
  private readonly bin = join(this.root, 'bin');

  /** @param files of the first commit, by path. */
  public constructor(files: Readonly<Record<string, string>> = { 'README.md': 'hello\n' }) {
    for (const folder of [this.home, this.repository, this.bin]) mkdirSync(folder);
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('config', 'user.name', 'Ada');
    this.git('config', 'user.email', 'ada@example.com');
    for (const [path, text] of Object.entries(files)) write(join(this.repository, path), text);
    this.git('add', '.');
    this.git('commit', '--quiet', '-m', 'first');
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** What `claude` does; its text is `$text`, and `$calls` a file of the caller's for notes. */
  public claude(script: string): void {
    const head = `#!/bin/sh\nfor text; do :; done\ncalls=${join(this.root, 'calls')}\n`;
    writeFileSync(join(this.bin, 'claude'), `${head}${script}\n`, { mode: 0o755 });
  }

  /** What the scripts noted. */
  public get calls(): string {
    const file = join(this.root, 'calls');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** A file of the user's home. */
  public homeFile(path: string, text: string): void {
    write(join(this.home, path), text);
  }

  public git(...args: string[]): string {
    const env = { PATH: process.env.PATH, HOME: this.home, GIT_CONFIG_NOSYSTEM: '1' };
    return execFileSync('git', args, { cwd: this.repository, env, encoding: 'utf8' }).trimEnd();
  }

  public run(text: string, more: Partial<LocalRequest> = {}, env: Record<string, string> = {}): Promise<Report> {
    return runLocal({
      workflow: loadWorkflow(text, 'demo.yml'),
      workflowText: text,
      repositoryPath: this.repository,
      mergeIntoCurrentBranch: false,
      home: this.home,
      env: { PATH: `${this.bin}:${process.env.PATH}`, HOME: this.home, ...env },
      signal: new AbortController().signal,
      onProgress: (line) => this.progress.push(line),
      ...more,
    });
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
