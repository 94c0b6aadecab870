import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { LocalWorkspace, type PulumiFn, type Stack } from '@pulumi/pulumi/automation';
import { installPlugins } from './programs';

/** Name of the project whose stacks these are. */
export const PROJECT_NAME = 'prodigy-kubernetes';

/** Pulumi's own engine with a state of its own in files, and the stand-ins for its plugins. */
export class Engine {
  private constructor(
    /** A folder that goes with the engine. */
    public readonly folder: string,
    /** What the engine must be started with. */
    public readonly env: Record<string, string>,
  ) {}

  static async start(): Promise<Engine> {
    const program = process.env.PRODIGY_PULUMI;
    if (!program)
      throw new Error("'PRODIGY_PULUMI' must name the folder of the engine, got nothing: npm run test:engine");
    const folder = mkdtempSync(join(tmpdir(), 'prodigy-engine-'));
    for (const name of ['bin', 'home', 'state', 'program']) mkdirSync(join(folder, name));
    await installPlugins(join(folder, 'bin'));
    writeFileSync(join(folder, 'passphrase'), 'a passphrase of tests', { mode: 0o600 });
    return new Engine(folder, {
      PATH: [join(folder, 'bin'), program, process.env.PATH].join(delimiter),
      PULUMI_HOME: join(folder, 'home'),
      // Without the files of attributes, which are not written at once: a killed engine leaves one empty.
      PULUMI_BACKEND_URL: `file://${join(folder, 'state')}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(folder, 'passphrase'),
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    });
  }

  /** A stack whose program is a function of this process: another one may take its place between deployments. */
  async stack(name: string, program: PulumiFn): Promise<Stack> {
    const path = process.env.PATH;
    process.env.PATH = this.env.PATH;
    try {
      const place = { stackName: name, projectName: PROJECT_NAME, program };
      return await LocalWorkspace.createOrSelectStack(place, {
        workDir: join(this.folder, 'program'),
        envVars: this.env,
      });
    } finally {
      process.env.PATH = path;
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The process that this one started and that has this name. */
export async function childNamed(name: string): Promise<number> {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
  const found = children.find((id) => readFileSync(`/proc/${id}/comm`, 'utf8').trim() === name);
  if (found === undefined) throw new Error(`${name} must be running, got ${children.length} other processes`);
  return found;
}
