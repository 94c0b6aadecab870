import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepRepository } from '../step-repository';

let repository: StepRepository;
beforeEach(() => {
  repository = new StepRepository();
});
afterEach(() => repository.remove());

/** Messages of the commits after the first, the oldest first. */
const messages = (): string[] => repository.git('log', '--reverse', '--format=%s', 'HEAD').split('\n').slice(1);
/** Files of the last commit. */
const committed = (): string[] => repository.git('show', '--format=', '--name-only', 'HEAD').split('\n');

describe('auto_commit', () => {
  test('commits what the step changed, added and deleted, as its run', async () => {
    await repository.run('- {shell: "echo 1 > old; echo 1 > kept; echo 1 > gone", auto_commit: true}');
    await repository.run(`
- shell: echo 2 >> old; rm gone; mkdir sub; echo 3 > "sub/it's new"; echo 4 > staged; git add staged
  auto_commit: true
`);
    expect(committed()).toEqual(['gone', 'old', 'staged', "sub/it's new"]);
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(repository.git('log', '-1', '--format=%an <%ae> %cn')).toBe('Ada <ada@example.com> Ada');
    expect(repository.log.messages('info')).toContain('committed 4 files');
  });

  test('names the step in its message where there is no template', async () => {
    await repository.run('- {shell: "echo 1 > a", name: Make an a, auto_commit: true}');
    expect(messages()).toEqual(['Auto-commit: Make an a']);
  });

  test('makes no commit where nothing changed, which is no failure unless a commit is required', async () => {
    await repository.run('- {shell: "true", auto_commit: true}');
    expect(messages()).toEqual([]);
    expect(await repository.failure('- {shell: "true", auto_commit: true, commit_required: true}')).toBe(
      "setup step 'true' (line 1) must make a commit, got none: let it change a file, or remove 'commit_required'",
    );
    await repository.run('- {shell: "echo 1 > a", auto_commit: true, commit_required: true}');
    expect(messages()).toHaveLength(1);
  });

  test('commits nothing of a step that failed', async () => {
    expect(await repository.failure('- {shell: "echo 1 > a; exit 1", auto_commit: true}')).toMatch(/exit code 1/);
    expect(messages()).toEqual([]);
  });

  test('takes the output file of the step along', async () => {
    await repository.run('- {shell: echo text, output_file: out.txt, auto_commit: true}');
    expect(committed()).toEqual(['out.txt']);
  });

  test('runs no hook, as the step’s own commits do', async () => {
    const hook = join(repository.path, '.git/hooks/pre-commit');
    mkdirSync(join(repository.path, '.git/hooks'), { recursive: true });
    writeFileSync(hook, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await repository.run('- {shell: "echo 1 > a", auto_commit: true}');
    expect(messages()).toHaveLength(1);
    expect(await repository.failure('- shell: echo 2 > a; git commit -qam own')).toMatch(/exit code 1/);
  });
});

describe('commit_config', () => {
  test('a message may name everything that the step may, what it changed, and the step itself', async () => {
    await repository.run(
      `
- shell: echo 1 > a; echo 1 > b
  name: Fix \${item.name}
  auto_commit: true
  commit_config: { message_template: "fix(\${item.name}): \${step.name} in \${step.files_added:csv}" }
`,
      { item: { name: `it's "x" $(touch hacked)` } },
    );
    const name = `it's "x" $(touch hacked)`;
    expect(repository.git('log', '-1', '--format=%B').trim()).toMatch(`fix(${name}): Fix ${name} in `);
    expect(repository.read('hacked')).toBe('');
  });

  test('globs choose the files that are committed', async () => {
    await repository.run(`
- shell: mkdir src; echo 1 > src/a.rs; echo 1 > src/b.rs; echo 1 > c.md; echo 1 > d.rs; git add .
  auto_commit: true
  commit_config: { include_files: ["src/*.rs", "*.md"], exclude_files: ["b.rs"] }
`);
    expect(committed()).toEqual(['c.md', 'src/a.rs']);
    expect(repository.git('status', '--porcelain')).toBe('A  d.rs\nA  src/b.rs');
  });

  test('author is who wrote the commits, those of the step’s commands too', async () => {
    await repository.run(`
- shell: echo 1 > a; git add a; git commit -qm own; echo 2 > a
  auto_commit: true
  commit_config: { author: "Grace H <grace@example.com>" }
`);
    expect(repository.git('log', '-2', '--format=%an <%ae> %cn')).toBe(
      'Grace H <grace@example.com> Ada\nGrace H <grace@example.com> Ada',
    );
  });

  test('a message that does not match the pattern fails the step, and is never committed for it', async () => {
    expect(
      await repository.failure(
        '- {shell: "echo 1 > a", auto_commit: true, commit_config: {message_pattern: "^(feat|fix): "}}',
      ),
    ).toBe(
      "setup step 'echo 1 > a' (line 1) must have commit messages that match '^(feat|fix): ', got 'Auto-commit: echo 1 > a'",
    );
    expect(messages()).toEqual([]);
    const own = (message: string) => `
- shell: |
    git commit -q --allow-empty -m 'feat: one'; git commit -q --allow-empty -m '${message}'
  commit_config: { message_pattern: "^(feat|fix): " }
`;
    expect(await repository.failure(own('wip'))).toMatch(/ that match '\^\(feat\|fix\): ', got 'wip'$/);
    expect(await repository.run(own('fix: two'))).toEqual({});
  });

  test('squash makes one commit of those of the step, of no others', async () => {
    await repository.run('- {shell: "git commit -q --allow-empty -m before"}');
    const before = repository.git('rev-parse', 'HEAD');
    await repository.run(`
- shell: for n in 1 2; do echo $n > f$n; git add f$n; git commit -qm "add f$n"; done; echo 3 > f3; echo 4 > staged; git add staged
  auto_commit: true
  commit_config: { squash: true, exclude_files: [staged], author: "Grace <grace@example.com>" }
`);
    expect(repository.git('rev-parse', 'HEAD^')).toBe(before);
    expect(committed()).toEqual(['f1', 'f2', 'f3']);
    expect(repository.git('log', '-1', '--format=%an|%B')).toMatch(/^Grace\|add f1\n\nadd f2\n\nAuto-commit: for n in/);
    expect(repository.git('status', '--porcelain')).toBe('A  staged');
  });

  test('what validates sees the commits of the step as they stay', async () => {
    await repository.run(`
- shell: git commit -q --allow-empty -m own; echo 1 > f
  output_file: out
  auto_commit: true
  commit_config: { squash: true, message_template: feat all, message_pattern: "^feat" }
  commit_required: true
  step_validate: test "$(git log -1 --format=%s)" = "feat all" && git ls-files | grep -qx out
  validate: { shell: 'test -z "$(git status --porcelain)" && git log -1 --format=%s | grep -q "^feat"' }
`);
    expect(messages()).toEqual(['feat all']);
  });

  test('a squashed commit has the message of the template; one commit alone stays as it is', async () => {
    const text = (n: number) => `
- shell: for n in $(seq ${n}); do git commit -q --allow-empty -m "wip $n"; done
  commit_config: { squash: true, message_template: "feat: all in \${step.commit_count}", message_pattern: "feat|wip 1" }
`;
    await repository.all(text(3));
    await repository.all(text(1));
    expect(messages()).toEqual(['feat: all in 3', 'wip 1']);
  });

  test('what git refuses fails the step with its words', async () => {
    writeFileSync(join(repository.path, '.git/index.lock'), '');
    expect(await repository.failure('- {shell: "echo 1 > a", auto_commit: true}')).toMatch(
      /^setup step 'echo 1 > a' \(line 1\) cannot commit: git says: fatal: Unable to create '.*index.lock': File exists/,
    );
  });

  test('sign without a key is a clear failure, and no commit', async () => {
    repository.git('config', 'gpg.program', '/nonexistent/gpg');
    expect(await repository.failure('- {shell: "echo 1 > a", auto_commit: true, commit_config: {sign: true}}')).toMatch(
      /^setup step 'echo 1 > a' \(line 1\) cannot commit: git cannot sign: [\s\S]*failed[\s\S]*: give it a key \('user.signingkey'\), or remove 'sign'$/,
    );
    expect(messages()).toEqual([]);
  });

  test('sign has git sign every commit of the step with its key', async () => {
    const signer = join(repository.path, '.git/signer');
    const signature = '-----BEGIN PGP SIGNATURE-----\\n\\nsigned\\n-----END PGP SIGNATURE-----\\n';
    writeFileSync(
      signer,
      `#!/bin/sh\ncat > /dev/null; printf '\\n[GNUPG:] SIG_CREATED ' >&2; printf -- '${signature}'\n`,
      { mode: 0o755 },
    );
    repository.git('config', 'gpg.program', signer);
    appendFileSync(join(repository.path, '.git/info/exclude'), 'signer\n');
    await repository.run(`
- shell: echo 1 > a; git add a; git commit -qm own; echo 2 > a
  auto_commit: true
  commit_config: { sign: true }
`);
    const signed = (commit: string) => repository.git('cat-file', 'commit', commit).includes('gpgsig');
    expect([signed('HEAD'), signed('HEAD^'), signed('HEAD~2')]).toEqual([true, true, false]);
    await repository.run(`
- shell: git -c commit.gpgSign=false commit -q --allow-empty -m 1; git -c commit.gpgSign=false commit -q --allow-empty -m 2
  commit_config: { sign: true, squash: true }
`);
    expect(signed('HEAD')).toBe(true);
  });
});
