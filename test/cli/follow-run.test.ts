import { CliError, Status } from '../../cli/cli-error';
import { followRun } from '../../cli/cluster/follow-run';
import type { Kube, LiveObject } from '../../cli/kube';
import type { FollowOptions, LogEnd } from '../../cli/pod-log';
import { isMissing } from '../../cli/whole-log';
import { REPORT_KEY } from '../../contract/report';

const RUN = { namespace: 'team', runId: 'a' };
const at = (second: number): string => `2026-01-02T10:00:0${second}.000000000Z`;

type Connection = (options: FollowOptions, into: (text: string) => void) => Promise<LogEnd>;

/** A cluster with one agent, whose log is read over the connections that a test describes, one after the other. */
class OneAgent {
  public over = false;
  public ended = false;
  /** Id of its container. */
  public container = 'c1';
  public readonly asked: Partial<FollowOptions>[] = [];
  public readonly shown: string[] = [];
  public readonly warnings: string[] = [];
  private readonly stop = new AbortController();

  public constructor(private readonly connections: Connection[]) {}

  public follow(agent?: number): Promise<void> {
    const warn = (text: string): void => void this.warnings.push(text);
    return followRun(this.kube, RUN, { agent, signal: this.stop.signal, warn }, (name, what) => {
      this.shown.push(`${name}: ${isMissing(what) ? `${what.from}-${what.to}` : what.text}`);
    });
  }

  public interrupt(): void {
    this.stop.abort();
  }

  private get kube(): Kube {
    const report = { data: { [REPORT_KEY]: JSON.stringify({ runId: 'a' }) } };
    return {
      get: async () => (this.over ? report : undefined),
      list: async () => [this.pod],
      followLog: (_: string, __: string, { signal, ...options }: FollowOptions, into: (text: string) => void) => {
        this.asked.push(options);
        const next = this.connections.shift();
        if (next === undefined) throw new Error('nobody expected another connection');
        return next({ signal, ...options }, into);
      },
    } as unknown as Kube;
  }

  private get pod(): LiveObject {
    const labels = {
      'app.kubernetes.io/component': 'agent',
      'batch.kubernetes.io/job-completion-index': '2',
    };
    const state = this.ended ? { terminated: {} } : { running: {} };
    const containerStatuses = [{ name: 'prodigy-agent', containerID: this.container, state }];
    return { metadata: { name: 'prodigy-a-2-x', labels }, status: { containerStatuses } } as LiveObject;
  }
}

test('lines arrive whole, and the end of the run is the end', async () => {
  const cluster = new OneAgent([
    async (_, into) => {
      into(`${at(1)} on`);
      into(`e\n${at(2)} two\n`);
      cluster.over = true;
      cluster.ended = true;
      return 'whole';
    },
    async () => 'whole',
  ]);
  await cluster.follow();
  expect(cluster.shown).toEqual(['agent-2: one', 'agent-2: two']);
  expect(cluster.warnings).toEqual([]);
});

test('a connection that breaks is taken up where it broke: no line twice, none lost', async () => {
  const cluster = new OneAgent([
    async (_, into) => {
      into(`${at(1)} one\n${at(2)} tw`);
      return 'broken';
    },
    async (_, into) => {
      into(`${at(1)} one\n${at(2)} two\n`);
      cluster.over = true;
      cluster.ended = true;
      return 'whole';
    },
    async (_, into) => {
      into(`${at(2)} two\n${at(3)} three\n`);
      return 'whole';
    },
  ]);
  await cluster.follow();
  expect(cluster.shown).toEqual(['agent-2: one', 'agent-2: two', 'agent-2: three']);
  expect(cluster.asked.map(({ sinceTime, follow }) => [sinceTime, follow])).toEqual([
    [undefined, true],
    [at(1), true],
    [at(2), false],
  ]);
});

test('a cluster that was away is waited for, and read on from where it went', async () => {
  const cluster = new OneAgent([
    async (_, into) => {
      into(`${at(1)} one\n`);
      return 'broken';
    },
    async () => {
      throw new CliError(
        'cannot follow the log: the cluster cannot be reached (x): check --context',
        Status.UNREACHABLE,
      );
    },
    async (_, into) => {
      into(`${at(2)} two\n`);
      cluster.over = true;
      cluster.ended = true;
      return 'whole';
    },
    async () => 'whole',
  ]);
  await cluster.follow();
  expect(cluster.shown).toEqual(['agent-2: one', 'agent-2: two']);
  expect(cluster.asked.map(({ sinceTime }) => sinceTime)).toEqual([undefined, at(1), at(1), at(2)]);
  expect(cluster.warnings).toEqual([
    'cannot follow the log: the cluster cannot be reached (x): check --context, or wait: the run goes on, and this command continues once the cluster is back',
    'the cluster answers again',
  ]);
});

test('who cannot be read any more is named', async () => {
  const cluster = new OneAgent([
    async () => {
      cluster.over = true;
      cluster.ended = true;
      throw new Error('cannot follow the log of prodigy-a-2-x: gone');
    },
  ]);
  await cluster.follow();
  expect(cluster.warnings).toEqual(['lines of agent-2 may be missing: cannot follow the log of prodigy-a-2-x: gone']);
});

test.each([
  ['whole', []],
  ['broken', ['lines of agent-2 may be missing: its pod is gone']],
] as const)('of a pod that is gone after its log was %s', async (end, warnings) => {
  const cluster = new OneAgent([
    async () => {
      cluster.over = true;
      cluster.ended = true;
      return end;
    },
    async () => 'gone',
  ]);
  await cluster.follow();
  expect(cluster.warnings).toEqual(warnings);
});

test('a server that was replaced under its name is read as another one, and nothing of it twice', async () => {
  const cluster = new OneAgent([
    async (_, into) => {
      into(`${at(1)} old\n`);
      cluster.container = 'c2';
      return 'whole';
    },
    async (_, into) => {
      into(`${at(2)} new\n`);
      cluster.over = true;
      cluster.ended = true;
      return 'whole';
    },
    async () => 'whole',
  ]);
  await cluster.follow();
  expect(cluster.shown).toEqual(['agent-2: old', 'agent-2: new']);
  expect(cluster.warnings).toEqual([]);
});

test('an agent that nobody asked for is not read', async () => {
  const cluster = new OneAgent([]);
  cluster.over = true;
  await cluster.follow(0);
  expect(cluster.asked).toEqual([]);
});

test('an interruption ends it', async () => {
  const cluster = new OneAgent([
    ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('broken'))),
  ]);
  const done = cluster.follow();
  setTimeout(() => cluster.interrupt(), 50);
  await done;
  expect(cluster.shown).toEqual([]);
});

test('lines that a followed agent numbered and nobody saw are a gap', async () => {
  const cluster = new OneAgent([
    async (_, into) => {
      into(`${at(1)} {"line":7,"msg":"a"}\n${at(2)} {"line":10,"msg":"b"}\n`);
      cluster.over = true;
      cluster.ended = true;
      return 'whole';
    },
    async () => 'whole',
  ]);
  await cluster.follow();
  expect(cluster.shown).toEqual(['agent-2: {"line":7,"msg":"a"}', 'agent-2: 8-9', 'agent-2: {"line":10,"msg":"b"}']);
});
