import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../../contract/report';
import { loadWorkflow } from '../../../language/parse-workflow';
import { type LocalRequest, type LocalSurroundings, resumeLocal, runLocal } from '../../../runtime/programs/local';

/** A repository with one commit and a home of its own, for local runs. */
export class LocalWorld {
  public readonly root = mkdtempSync(join(tmpdir(), 'local-run-'));
  public readonly home = join(this.root, 'home');
  public readonly repository = join(this.root, 'project');
  public readonly progress: string[] = [];

  public constructor() {
    mkdirSync(this.home);
    mkdirSync(this.repository);
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('config', 'user.name', 'Ada');
    this.git('config', 'user.email', 'ada@example.com');
    writeFileSync(join(this.repository, 'README.md'), 'hello\n');
    this.git('add', '.');
    this.git('commit', '--quiet', '-m', 'first');
  }

  public git(...args: string[]): string {
    const env = { PATH: process.env.PATH, HOME: this.home, GIT_CONFIG_NOSYSTEM: '1' };
    return execFileSync('git', args, { cwd: this.repository, env, encoding: 'utf8' }).trimEnd();
  }

  public show(path: string, branch: string): string {
    return this.git('show', `${branch}:${path}`);
  }

  public run(text: string, more: Partial<LocalRequest> = {}): Promise<Report> {
    const workflow = loadWorkflow(text, 'demo.yml');
    return runLocal({
      ...this.surroundings(),
      workflow,
      workflowText: text,
      repositoryPath: this.repository,
      ...more,
    });
  }

  public resume(runId: string, more: Partial<LocalSurroundings> = {}): Promise<Report> {
    return resumeLocal({ ...this.surroundings(), runId, ...more });
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private surroundings(): LocalSurroundings {
    return {
      mergeIntoCurrentBranch: false,
      home: this.home,
      env: { PATH: process.env.PATH, HOME: this.home },
      signal: new AbortController().signal,
      onProgress: (line) => this.progress.push(line),
    };
  }
}

export const COMMIT_FILE = `
- shell: "printf 'one\\n' > one.txt"
- shell: git add one.txt && git commit --quiet -m "add one"
  commit_required: true
`;
