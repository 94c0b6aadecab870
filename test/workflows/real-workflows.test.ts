import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StampedEntry } from '../../contract/journal';
import type { Report } from '../../contract/report';
import { loadWorkflow } from '../../language/parse-workflow';
import { runLocal } from '../../runtime/programs/local';
import { realWorkflow } from '../../tools/prodigy-crate';
import { ScratchRepository } from './scratch-repository';
import { answer, pathWith, prompts, type StandIn } from './stand-ins';

interface RealRun {
  /** Programs beside git and those of any system, for which there are stand-ins. */
  readonly needs: readonly StandIn[];
  /** Files of the repository that it runs in. */
  readonly files?: Readonly<Record<string, string>>;
  readonly argument?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What Claude does at which command. */
  readonly answers?: Readonly<Record<string, string>>;
  readonly end: Partial<Record<keyof Report, unknown>>;
  /** Slash commands in order of the alphabet, for agents work side by side. */
  readonly prompts?: readonly unknown[];
  /** What its steps captured, by name. */
  readonly captured?: Readonly<Record<string, unknown>>;
  /** Files of the result. */
  readonly result?: Readonly<Record<string, unknown>>;
}

const COMMIT = 'git commit --quiet --allow-empty -m "$command"';
const complete = { outcome: 'complete', exitCode: 0 };
const items = (total: number, merged: number) => ({ total, merged, unchanged: total - merged, dead: 0 });

/** What the file of a debt item looks like to the workflows: files and functions, each with its own score. */
const DEBT = JSON.stringify({
  items: [
    { File: { path: 'src/a.rs', score: 12 } },
    { Function: { name: 'f', unified_score: { final_score: 30 } } },
    { Function: { name: 'g', unified_score: { final_score: 1 } } },
  ],
});

const RUNS: Readonly<Record<string, RealRun>> = {
  // What cargo prints stands before the answer that it captures: its author thought `--quiet` would keep cargo silent.
  'examples/capture-conditional-flow.yml': {
    needs: ['cargo'],
    end: {
      outcome: 'failed',
      reason: expect.stringContaining("must print true or false for 'capture_format: boolean'"),
    },
  },
  'examples/capture-conditional-flow.yml, where cargo is silent': {
    needs: ['cargo'],
    files: { 'Cargo.toml': '[package]\nversion = "1.2.3"\n', silent: '' },
    end: complete,
    captured: {
      tests_passed: true,
      test_count: 12,
      current_version: '1.2.3',
      should_bump: true,
      deployment_summary: expect.stringContaining(
        'Test Count: 12\nCurrent Version: 1.2.3\nVersion Bumped: true\nBuild',
      ),
    },
  },
  // The report that it puts into JSON has line ends, which JSON allows in no string: its author never ran it so far.
  'examples/capture-json-processing.yml': {
    needs: [],
    end: { outcome: 'failed', reason: expect.stringMatching(/must print JSON for 'capture_format: json'/) },
    captured: { package_summary: 'Package: test v1.0.0', git_info: expect.objectContaining({ dirty: false }) },
  },
  'workflows/complex-build-pipeline.yml': {
    needs: ['cargo', 'claude'],
    end: complete,
    captured: { benchmark_results: '' },
    prompts: [],
  },
  'workflows/debtmap-reduce.yml': {
    needs: ['claude', 'debtmap', 'just'],
    files: { 'debt-items.json': DEBT, '.gitignore': 'target\n.prodigy\n' },
    answers: {
      'prodigy-debtmap-plan': 'mkdir -p .prodigy; echo plan > "$(option output)"',
      'prodigy-validate-debtmap-plan': `echo '{"completion_percentage": 90, "status": "complete"}' > "$(option output)"`,
      'prodigy-debtmap-implement': `date +%N > "fixed-$(basename "$(option plan)")"; git add fixed-*; ${COMMIT}`,
      'prodigy-validate-debtmap-improvement': `echo '{"completion_percentage": 80, "status": "complete"}' > "$(option output)"`,
      'prodigy-compare-debt-results': COMMIT,
    },
    end: { ...complete, items: items(2, 2) },
  },
  'workflows/debtmap.yml': {
    needs: ['claude', 'debtmap', 'just'],
    files: { 'debt-items.json': DEBT, '.gitignore': 'target\n.prodigy\n', 'broken-lint': '' },
    answers: {
      'prodigy-debtmap-plan': 'echo plan > "$(option output)"',
      'prodigy-validate-debtmap-plan': `echo '{"completion_percentage": 60, "status": "incomplete", "gaps": {}}' > "$(option output)"`,
      'prodigy-debtmap-implement': COMMIT,
      'prodigy-validate-debtmap-improvement': `echo '{"completion_percentage": 100, "status": "complete"}' > "$(option output)"`,
      'prodigy-lint': `git rm --quiet broken-lint; ${COMMIT}`,
    },
    end: complete,
  },
  'workflows/documentation-drift-mapreduce.yml': {
    needs: ['cargo', 'claude'],
    files: { '.prodigy/.keep': '' },
    answers: {
      'prodigy-docs-drift-update': COMMIT,
      'prodigy-lint': COMMIT,
    },
    end: { ...complete, items: items(8, 8) },
    captured: { 'shell.output': expect.stringContaining('Successful: 8\nFailed: 0') },
    result: { '.prodigy/.keep': '' },
  },
  // DEPLOY_DIR, the folder of its last but one step, is set by nothing in it: whoever runs it must.
  'workflows/environment-example.yml': {
    needs: [],
    files: { 'frontend/.keep': '', 'backend/.keep': '' },
    env: { SECRET_API_KEY: 'sk-1' },
    end: { outcome: 'failed', reason: expect.stringContaining("'working_dir' must be a folder of the checkout") },
    captured: {
      'shell.output': expect.stringMatching(/^NODE_ENV=production API_URL=https:\/\/api.example.com WORKERS=\d+$/),
    },
  },
  'workflows/fix-files-mapreduce.yml': {
    needs: ['cargo', 'claude'],
    answers: {
      'analyze-and-fix-file': `mkdir -p fixed; date +%N > "fixed/$(basename "$1")"; git add fixed; ${COMMIT}`,
    },
    end: { ...complete, items: items(5, 5) },
    prompts: [
      '/analyze-and-fix-file src/analyze/context.rs --complexity 12',
      '/analyze-and-fix-file src/cook/execution/mapreduce.rs --complexity 25',
      '/analyze-and-fix-file src/cook/workflow/executor.rs --complexity 20',
      '/analyze-and-fix-file src/main.rs --complexity 15',
      '/analyze-and-fix-file tests/integration_test.rs --complexity 10',
    ],
    captured: { 'shell.output': 'test result: ok. 12 passed; 0 failed' },
  },
  'workflows/implement.yml': {
    needs: ['claude', 'just'],
    argument: '42',
    files: { 'broken-test': '', '.gitignore': '.prodigy\n' },
    answers: {
      'prodigy-implement-spec': COMMIT,
      'prodigy-validate-spec': `mkdir -p .prodigy
if [ -e completed ]; then echo '{"completion_percentage": 100, "status": "complete"}'
else echo '{"completion_percentage": 50, "status": "incomplete", "missing": ["tests"], "gaps": {"tests": {"description": "none", "location": "src", "severity": "high", "suggested_fix": "write some"}}}'
fi > "$(option output)"`,
      'prodigy-complete-spec': `touch completed; git add completed; ${COMMIT}`,
      'prodigy-debug-test-failure': `git rm --quiet broken-test; ${COMMIT}`,
    },
    end: complete,
    prompts: [
      '/prodigy-ci',
      expect.stringMatching(/^\/prodigy-complete-spec 42 --gaps .*write some/),
      "/prodigy-debug-test-failure --spec 42 --output error: recipe 'test' failed",
      '/prodigy-implement-spec 42',
      '/prodigy-merge-master',
      expect.stringMatching(/^\/prodigy-merge-worktree \S+ main$/),
      '/prodigy-validate-spec 42 --output .prodigy/validation-result.json',
      '/prodigy-validate-spec 42 --output .prodigy/validation-result.json',
    ],
  },
  'workflows/mapreduce-env-example.yml': {
    needs: ['claude'],
    files: {
      'process.sh': '#!/bin/sh\necho "$1" > "processed-$1"; git add "processed-$1"; git commit --quiet -m "$1"\n',
    },
    env: { GITHUB_TOKEN: 'token-1' },
    answers: { summarize: 'echo "{}" > summary.json' },
    end: { ...complete, items: items(2, 2) },
    result: { 'processed-file1.txt': 'file1.txt', 'processed-file2.txt': 'file2.txt' },
  },
  // Its reduce phase merges branches of agents by hand, which Prodigy names otherwise and has merged by then.
  'workflows/mapreduce-example.yml': {
    needs: ['cargo', 'claude', 'debtmap'],
    files: {
      'debt-items.json': JSON.stringify({
        debt_items: [
          { description: 'd1', severity: 'high', priority: 2, location: { file: 'a.rs', line: 1 } },
          { description: 'd2', severity: 'low', priority: 1, location: { file: 'b.rs', line: 2 } },
        ],
      }),
    },
    answers: { 'fix-issue': COMMIT },
    end: { outcome: 'failed', reason: expect.stringContaining('merge: prodigy-agent-* - not something we can merge') },
    prompts: ['/fix-issue d1 --file a.rs --line 1', expect.stringMatching(/^\/summarize-fixes \[\{"item_id":"item_0"/)],
  },
  'workflows/spec.yml': {
    needs: ['claude'],
    argument: 'Faster start',
    files: { '.gitignore': '.prodigy\n' },
    answers: {
      'prodigy-add-spec': `mkdir -p specs; echo one > specs/1.md; echo x > other; git add specs other; ${COMMIT}`,
      'prodigy-validate-all-specs': `mkdir -p .prodigy; echo '{"completion_percentage": 100, "status": "complete"}' > "$(option output)"`,
    },
    end: complete,
    prompts: [
      '/prodigy-add-spec Faster start',
      '/prodigy-report-specs specs/1.md',
      "/prodigy-validate-all-specs specs/1.md --original 'Faster start' --output .prodigy/spec-validation.json",
    ],
    result: { 'specs/1.md': 'one' },
  },
  'workflows/test-mapreduce-context.yml': {
    needs: [],
    end: { ...complete, items: items(2, 0) },
  },
  'workflows/tests/minimal-mapreduce.yml': {
    needs: [],
    end: { ...complete, items: items(3, 3) },
    result: { 'output-item-two.txt': 'Processed by agent: item-two\nItem ID: 2' },
  },
  'workflows/tests/test-sequential-resume.yml': {
    needs: [],
    end: complete,
  },
};

let repository: ScratchRepository;
let home: string;
let progress: string[];
beforeEach(() => {
  repository = new ScratchRepository();
  home = mkdtempSync(join(tmpdir(), 'prodigy-home-'));
  progress = [];
});
afterEach(() => {
  repository.remove();
  rmSync(home, { recursive: true, force: true });
});

async function run(name: string, { needs, files = {}, answers = {}, env = {}, argument }: RealRun): Promise<Report> {
  repository.git('config', 'user.name', 'Ada');
  repository.git('config', 'user.email', 'ada@example.com');
  repository.commit('Start', { 'README.md': 'hello\n', ...files });
  answer(home, answers);
  return runLocal({
    workflow: await workflowOf(name),
    workflowText: await textOf(name),
    repositoryPath: repository.path,
    mergeIntoCurrentBranch: false,
    runId: 'real-1',
    argument,
    home,
    env: { PATH: pathWith(home, needs), HOME: home, ...env },
    signal: new AbortController().signal,
    onProgress: (line) => progress.push(line),
  });
}

/** What stands behind the comma tells runs of one file apart. */
const textOf = (name: string) => realWorkflow(name.replace(/,.*/, ''));
const workflowOf = async (name: string) => loadWorkflow(await textOf(name), name);

/** What later steps could read at the end. */
function captured(): Record<string, unknown> {
  const lines = readFileSync(join(home, '.prodigy/runs/real-1/journal.jsonl'), 'utf8').trimEnd().split('\n');
  const entries = lines.map((line) => (JSON.parse(line) as StampedEntry).entry);
  return Object.assign({}, ...entries.map((entry) => (entry.type === 'step' ? entry.variables : {})));
}

test.each(Object.entries(RUNS))('%s runs to its end', async (name, real) => {
  const report = await run(name, real);
  expect({ ...report, progress: progress.slice(-30) }).toMatchObject(real.end);
  if (real.captured) expect(captured()).toMatchObject(real.captured);
  if (real.prompts) expect(prompts(home).sort()).toEqual(real.prompts);
  for (const [path, text] of Object.entries(real.result ?? {}))
    expect(repository.git('show', `prodigy/real-1:${path}`)).toEqual(text);
  expect(repository.git('status', '--porcelain')).toBe('');
});
