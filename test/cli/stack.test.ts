import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, Status } from '../../cli/cli-error';
import { onStack } from '../../cli/commands/stack';
import { changed, runStack, STACK_ACTIONS, type StackRequest } from '../../cli/stack-engine';
import { stackProgram } from '../../cli/stack-program';
import type { Terminal } from '../../cli/terminal';
import { Scratch } from './prodigy';

const scratch = new Scratch();
const path = process.env.PATH;
afterEach(() => {
  process.env.PATH = path;
});
afterAll(() => scratch.remove());

/** A terminal that remembers what it was told. */
function remembering(answer?: boolean) {
  const said = { out: '', progress: '', asked: [] as string[], status: 0 };
  const terminal = {
    out: (text: string) => {
      said.out += text;
    },
    progress: (text: string) => {
      said.progress += text;
    },
    ask: answer === undefined ? undefined : async (question: string) => said.asked.push(question) > 0 && answer,
    setStatus: (status: number) => {
      said.status = status;
    },
  } as unknown as Terminal;
  return { said, terminal };
}

const result = { changes: { create: 2, same: 1 }, outputs: { runs: {}, key: '[secret]' } };
const ending = (changes: Record<string, number>) => async (request: StackRequest) => {
  request.progress('working');
  return { ...result, changes };
};

test('what the engine says is progress, and how it ended is data', async () => {
  const { said, terminal } = remembering();
  await onStack('up', 'edge', { yes: true }, terminal, ending(result.changes));
  expect(said).toMatchObject({ out: 'create 2, same 1\n', progress: 'working\n', status: 0 });
});

test('the same for programs', async () => {
  const { said, terminal } = remembering();
  await onStack('preview', 'edge', { output: 'json' }, terminal, ending(result.changes));
  expect(JSON.parse(said.out)).toEqual({ target: 'edge', action: 'preview', ...result });
});

test('every flag reaches the engine', async () => {
  const given: StackRequest[] = [];
  const { terminal } = remembering();
  const flags = { yes: true, policyPack: ['policy'], project: '/team', diff: true, output: 'json' as const };
  await onStack('up', 'production-staging', flags, terminal, async (request) => {
    given.push(request);
    return result;
  });
  expect(given).toEqual([
    {
      action: 'up',
      stack: 'production-staging',
      project: '/team',
      policyPacks: ['policy'],
      diff: true,
      progress: expect.any(Function),
    },
  ]);
});

test.each([
  [{ same: 3 }, 0],
  [{ same: 3, update: 1 }, 1],
])('drift is an exit status: %j', async (changes, status) => {
  const { said, terminal } = remembering();
  await onStack('drift', 'edge', {}, terminal, ending(changes));
  expect(said.status).toBe(status);
});

test.each(['up', 'destroy', 'refresh'] as const)('%s asks first', async (action) => {
  const { said, terminal } = remembering(false);
  await expect(onStack(action, 'edge', {}, terminal, ending({}))).rejects.toEqual(
    new CliError('nothing was changed', Status.REFUSED),
  );
  expect(said.asked).toEqual([expect.stringMatching(/^stack edge: .+\? \[y\/N\] $/)]);
  await expect(onStack(action, 'edge', {}, remembering().terminal, ending({}))).rejects.toEqual(
    new CliError("'--yes' must be given without a terminal, got nothing: see prodigy-k8s stack preview"),
  );
});

test('another target is refused before the engine is asked', async () => {
  await expect(onStack('preview', 'moon', {}, remembering().terminal, runStack)).rejects.toEqual(
    new CliError(
      "'target' must be one of development, edge, production, production-staging, got moon: " +
        'see stacks/clusters and stacks/environments',
    ),
  );
});

test('what was read or is the same has not changed', () => {
  expect(changed({ same: 1, read: 2, refresh: 3, create: 4, 'delete-replaced': 5 })).toBe(9);
});

/** Puts a program named pulumi on the PATH, alone: it tells its version, and else does what its text says. */
function engineThat(version: string, text: string): void {
  const file = scratch.write(
    'bin/pulumi',
    `#!/bin/sh\nif [ "$1" = version ]; then echo ${version}; exit; fi\n${text}\n`,
  );
  chmodSync(file, 0o755);
  process.env.PATH = `${join(scratch.path, 'bin')}:/usr/bin:/bin`;
}

const request: StackRequest = {
  action: 'refresh',
  stack: 'edge',
  project: scratch.path,
  policyPacks: [],
  progress: () => undefined,
};

test('a machine without the engine is told where to get it', async () => {
  process.env.PATH = join(scratch.path, 'nothing');
  await expect(runStack(request)).rejects.toEqual(
    new CliError(
      'the engine of Pulumi must be on the PATH, got none: install it, see https://www.pulumi.com/docs/install',
    ),
  );
});

test.each(['v2.25.0', 'v3.199.0', 'v4.0.0'])('an engine of version %s is refused', async (version) => {
  engineThat(version, 'exit 1');
  await expect(runStack(request)).rejects.toEqual(
    new CliError(
      `the engine of Pulumi must be 3.200 or a later 3, got ${version.slice(1)}: ` +
        'update it, see https://www.pulumi.com/docs/install',
    ),
  );
});

test.each<[string, string, CliError]>([
  [
    'that knows no such stack',
    'echo "error: no stack named \'edge\' found" >&2; exit 255',
    new CliError('there is no stack edge: prodigy-k8s stack up edge makes it', Status.CONFLICT),
  ],
  [
    'whose stack is locked',
    'echo "error: the stack is currently locked by 1 lock(s)." >&2; exit 255',
    new CliError(
      'stack edge is being changed by somebody else: wait for them, or end what they left with pulumi cancel',
      Status.CONFLICT,
    ),
  ],
  [
    'that fails',
    'printf "Diagnostics:\\n  pulumi:pulumi:Stack:\\n    error: the cluster of context edge must answer\\n" >&2; exit 255',
    new CliError('cannot refresh stack edge: the cluster of context edge must answer', Status.RUN_FAILED),
  ],
  [
    'whose policy packs refuse',
    `cat >&2 <<'END'
error: preview failed
Policies:
    team@v0.1.0 (local: policy)
        - [mandatory]  restricted-pods  (kubernetes:batch/v1:Job: a)
          Agents run other people's commands.
          the pod must fit
        - [mandatory]  restricted-pods  (kubernetes:batch/v1:Job: b)
        - [advisory]  image-digests  (kubernetes:batch/v1:Job: b)
        - [mandatory]  namespace-quota  (kubernetes:core/v1:Namespace: team)
END
exit 255`,
    new CliError(
      'cannot refresh stack edge: it must break no mandatory policy, got restricted-pods, namespace-quota: ' +
        'fix what is reported of each above',
      Status.RUN_FAILED,
    ),
  ],
  [
    'that finds what an up before it has made',
    'echo \'error: jobs.batch "prodigy-m" already exists\' >&2; exit 255',
    new CliError(
      'cannot refresh stack edge: jobs.batch "prodigy-m" already exists: take over what an up that was cut off has ' +
        "made with pulumi config set adoptExisting true, else it is somebody else's",
      Status.RUN_FAILED,
    ),
  ],
])('an engine %s is one sentence', async (_, text, error) => {
  engineThat('v3.248.0', text);
  await expect(runStack(request)).rejects.toEqual(error);
});

const GONE = 'the cluster of context edge must answer at https://203.0.113.1, got ECONNREFUSED: check the network';
const FORGET =
  '; if the cluster is gone for good, make the stack forget its objects: ' +
  'PULUMI_K8S_DELETE_UNREACHABLE=true pulumi destroy --stack edge';

test.each([
  ['destroy', GONE, FORGET],
  ['destroy', 'the cluster of context edge must accept these credentials, got HTTP status 401', ''],
  ['refresh', GONE, ''],
  ['up', GONE, ''],
] as const)('%s of a stack whose program says: %s', async (action, said, way) => {
  engineThat('v3.248.0', `echo 'error: ${said}' >&2; exit 255`);
  await expect(runStack({ ...request, action })).rejects.toEqual(
    new CliError(`cannot ${action} stack edge: ${said}${way}`, Status.RUN_FAILED),
  );
});

test.each([
  ['up', 'preview'],
  ['destroy', 'destroy --preview-only'],
] as const)('%s is previewed first, and what a preview refuses is not begun', async (action, preview) => {
  engineThat(
    'v3.248.0',
    `echo "$@" >> asked; case "$*" in "${preview} "*) echo "error: it is protected" >&2; exit 255; esac`,
  );
  await expect(runStack({ ...request, action })).rejects.toEqual(
    new CliError(`cannot ${action} stack edge: it is protected`, Status.RUN_FAILED),
  );
  const asked = readFileSync(join(scratch.path, 'asked'), 'utf8').trim().split('\n');
  rmSync(join(scratch.path, 'asked'));
  expect(asked.filter((line) => line.startsWith(action) && !line.startsWith(preview))).toEqual([]);
  expect(asked.at(-1)?.startsWith(preview)).toBe(true);
});

/** An engine that works: it notes what it is asked, and tells that one resource and the provider became others. */
const WORKING = `echo "$@" >> asked
for word; do if [ "$last" = --event-log ]; then log=$word; fi; last=$word; done
if [ "$log" ]; then cat > "$log" <<'END'
{"resourcePreEvent":{"metadata":{"op":"update","type":"pulumi:providers:kubernetes"}}}
{"resourcePreEvent":{"metadata":{"op":"update","type":"kubernetes:core/v1:ResourceQuota"}}}
{"summaryEvent":{"resourceChanges":{"same":3,"update":2}}}
{"cancelEvent":{}}
END
fi
case "$*" in
  *history*) echo '[{"config":{},"resourceChanges":{"same":3,"update":2}}]';;
  *output*) echo '{}';;
esac`;

test.each([
  ['destroy', [/^destroy .*--preview-only/, /^destroy (?!.*--preview-only)/], { update: 2 }],
  ['refresh', [/^refresh (?!.*--preview-only)/], { same: 4, update: 1 }],
  ['drift', [/^refresh .*--preview-only/], { same: 4, update: 1 }],
] as const)(
  '%s runs the program, and to reach the cluster in another way is no change of it',
  async (action, commands, changes) => {
    engineThat('v3.200.0', WORKING);
    expect((await runStack({ ...request, action })).changes).toEqual(changes);
    const asked = readFileSync(join(scratch.path, 'asked'), 'utf8').trim().split('\n');
    rmSync(join(scratch.path, 'asked'));
    for (const command of commands)
      expect(asked.find((line) => command.test(line))?.split(' ')).toContain('--run-program=true');
  },
);

test.each([true, false])('a preview tells fields where it is asked to: %s', async (diff) => {
  engineThat('v3.248.0', 'echo "$@" >> asked; case "$1" in preview) echo "error: no" >&2; exit 255; esac');
  await expect(runStack({ ...request, action: 'preview', diff })).rejects.toThrow('cannot preview stack edge: no');
  const asked = readFileSync(join(scratch.path, 'asked'), 'utf8').trim().split('\n');
  rmSync(join(scratch.path, 'asked'));
  expect(asked.at(-1)?.split(' ').includes('--diff')).toBe(diff);
});

const commands = stackProgram({} as Terminal).commands;

test('every action is a command', () => {
  expect(STACK_ACTIONS).toEqual(['up', 'preview', 'destroy', 'refresh', 'drift']);
  expect(commands.map((command) => command.name())).toEqual(STACK_ACTIONS);
});

test.each([
  ['--policy-pack', ['up', 'preview']],
  ['--diff', ['preview']],
])('%s is a flag of those alone that heed it: %j', (flag, actions) => {
  const taking = commands.filter(({ options }) => options.some(({ long }) => long === flag));
  expect(taking.map((command) => command.name())).toEqual(actions);
});
