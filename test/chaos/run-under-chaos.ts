import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { Env } from '../../contract/environment';
import type { StampedEntry } from '../../contract/journal';
import { Path } from '../../contract/paths';
import type { Report } from '../../contract/report';
import { formatRunConfig, type RunConfig } from '../../contract/run-config';
import { loadWorkflow } from '../../language/parse-workflow';
import { redisConfig } from '../../runtime/programs/redis-config';
import { statePaths } from '../../runtime/server/state-paths';
import { temporaryFolder } from '../runtime/adapters/git/temporary-repository';
import { freePort } from '../runtime/adapters/queue/redis-server';
import { REPORT_PATH, runConfig, WorkspaceUnderTest } from '../runtime/server/workspace-under-test';
import type { Strike } from './plan';
import { Pod } from './pod';

/** Seconds: short, so that what is lost is noticed soon. */
export const TIMING = { leaseSeconds: 2, lockSeconds: 3 };

interface Ports {
  readonly workspace: number;
  readonly redis: number;
}

/** A run whose agents, workspace server and Redis are processes of this machine. */
export class RunUnderChaos {
  private readonly folder = temporaryFolder();
  private readonly pods = new Map<string, Pod>();
  /** Folders that stand for the file systems of the agents' pods. */
  private readonly roots = new Map<string, string>();
  private incarnation = 0;

  private constructor(
    public readonly world: WorkspaceUnderTest,
    private readonly workflow: string,
    private readonly config: Partial<RunConfig>,
    private readonly ports: Ports,
  ) {}

  /** @param agents of a standard run are pods of one index, as a Job may have for a moment. */
  public static async start(workflow: string, agents: number): Promise<RunUnderChaos> {
    const config = { timing: TIMING, agents };
    const world = await WorkspaceUnderTest.make(config, workflow);
    const ports = { workspace: await freePort(), redis: await freePort() };
    const run = new RunUnderChaos(world, workflow, config, ports);
    await run.bundle();
    run.startWorkspace();
    if (loadWorkflow(workflow, 'workflow.yaml').mode === 'mapreduce') await run.startRedis();
    for (let index = 0; index < agents; index++) run.startAgent(index);
    return run;
  }

  /** Number of items, or of steps of the leader, that have reached their end. */
  public finished(what: 'item' | 'step'): number {
    return this.journal().filter(({ entry }) => entry.type === what).length;
  }

  public journal(): StampedEntry[] {
    const text = read(statePaths(this.world.path(Path.STATE)).journal);
    // The last line may be half written.
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean);
    return lines.map((line) => JSON.parse(line) as StampedEntry);
  }

  public report(): Report | undefined {
    const object = this.world.api.objects.get(REPORT_PATH) as { data: Record<string, string> } | undefined;
    return object && (JSON.parse(object.data['report.json'] as string) as Report);
  }

  /** Do to a process what the plan says, once it runs. @returns the name of the one that was struck. */
  public async strike({ kind, target, agent, delayMs, frozenMs, folderIsLost }: Strike): Promise<string> {
    await sleep(delayMs);
    const name = target === 'leader' ? (this.leader() ?? agentName(agent)) : nameOf(target, agent);
    const pod = this.pods.get(name) as Pod;
    while (!pod.isRunning) {
      if (this.report()) throw new Error(`the run is over, and ${name} has left, before all strikes were done`);
      await sleep(20);
    }
    if (kind === 'freeze') await pod.freeze(frozenMs);
    else {
      if (folderIsLost) this.roots.delete(name);
      await pod.kill();
    }
    return name;
  }

  /** Until the report is written and the agent that leaves last has left. */
  public async over(): Promise<void> {
    const witness = this.pods.get(agentName(0)) as Pod;
    await witness.done();
    while (this.report() === undefined) await sleep(50);
  }

  /** Exit codes of ends that nobody asked for, by name. */
  public crashes(): Record<string, readonly number[]> {
    const all = [...this.pods.values()].filter(({ exits }) => exits.length > 0);
    return Object.fromEntries(all.map(({ name, exits }) => [name, exits]));
  }

  /** What every process printed last. */
  public tails(): string {
    return [...this.pods.values()].map((pod) => `== ${pod.name}\n${pod.tail()}`).join('\n');
  }

  public async close(): Promise<void> {
    await Promise.all([...this.pods.values()].map((pod) => pod.remove()));
    await this.world.close();
  }

  private leader(): string | undefined {
    const text = read(statePaths(this.world.path(Path.STATE)).lease);
    return text === '' ? undefined : (JSON.parse(text) as { holder: { pod: string } | null }).holder?.pod;
  }

  private async bundle(): Promise<void> {
    const entryPoints = ['agent', 'workspace'].map((name) => join(__dirname, 'programs', `${name}.ts`));
    await build({ entryPoints, outdir: this.folder, bundle: true, platform: 'node', target: 'node20', format: 'cjs' });
  }

  private program(name: string): readonly string[] {
    return [process.execPath, join(this.folder, `${name}.js`)];
  }

  private add(name: string, command: () => readonly string[] | Promise<readonly string[]>, more = {}): void {
    const log = join(this.folder, `${name}.log`);
    writeFileSync(log, '');
    this.pods.set(name, new Pod({ name, log, command, env: { PATH: process.env.PATH, HOME: this.folder }, ...more }));
  }

  private startWorkspace(): void {
    const [root, port] = [this.world.root, String(this.ports.workspace)];
    this.add('workspace', () => [...this.program('workspace'), root, port, String(this.world.api.port)]);
  }

  private async startRedis(): Promise<void> {
    const password = statePaths(this.world.path(Path.STATE)).queuePassword;
    while (read(password) === '') await sleep(20);
    const [data, file] = [join(this.folder, 'redis'), join(this.folder, 'redis.conf')];
    mkdirSync(data);
    const config = redisConfig(read(password).trim()).replace(`dir ${Path.REDIS_DATA}`, `dir ${data}`);
    writeFileSync(file, `${config}port ${this.ports.redis}\nbind 127.0.0.1\n`);
    this.add('redis', () => ['redis-server', file]);
  }

  private startAgent(index: number): void {
    const name = agentName(index);
    const url = `http://127.0.0.1:${this.ports.workspace}`;
    const env = { PATH: process.env.PATH, HOME: this.folder, [Env.AGENT_INDEX]: String(index), [Env.POD_NAME]: name };
    const command = async () => [...this.program('agent'), await this.rootOf(name), url, String(this.ports.redis)];
    this.add(name, command, { env, isDone: (code: number) => code === 0 || code === 20 || code === 30 });
  }

  /** A pod that is deleted comes back with an empty folder, and as another pod. */
  private async rootOf(name: string): Promise<string> {
    const kept = this.roots.get(name);
    if (kept !== undefined) return kept;
    const root = join(this.folder, `${name}-${++this.incarnation}`);
    const token = await this.world.issuer.token(name, { uid: `uid-${this.incarnation}` });
    const files = {
      [Path.CONFIG_FILE]: formatRunConfig({ ...runConfig(this.world.origin), ...this.config }),
      [Path.WORKFLOW_FILE]: this.workflow,
      [Path.WORKSPACE_TOKEN_FILE]: token,
      [`${Path.TEMPORARY}/.keep`]: '',
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(root + path), { recursive: true });
      writeFileSync(root + path, text);
    }
    this.roots.set(name, root);
    return root;
  }
}

const agentName = (index: number): string => `agent-${index}`;
const nameOf = (target: Strike['target'], agent: number): string => (target === 'agent' ? agentName(agent) : target);

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
