import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { parseDocument } from 'yaml';
import { CONTEXT } from './deployment';
import { type Engine, PROJECT_NAME } from './engine';

const ROOT = join(__dirname, '../../..');

/** All that the compiled program reads; the engine writes into the settings of a stack, so it gets files of its own. */
const FILES = [
  'Pulumi.yaml',
  'Pulumi.edge.yaml',
  'package.json',
  'images.lock',
  'dist/pulumi',
  'dist/policy',
  'policy/PulumiPolicy.yaml',
  'policy/package.json',
  'manifests',
  'workflows',
];

/** How a command of `prodigy-k8s` ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  /** What it told people. */
  readonly told: string;
}

/** This project, with its own Pulumi.yaml and compiled program, as somebody has it who deploys the target `edge`. */
export class Project {
  public readonly folder: string;
  public home: string;

  constructor(private readonly engine: Engine) {
    this.folder = join(engine.folder, 'project');
    this.home = join(engine.folder, 'user');
    for (const file of FILES) cpSync(join(ROOT, file), join(this.folder, file), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
    this.reach();
  }

  /** Write the kubeconfig that `Pulumi.edge.yaml` names. @param server another address for the API server. */
  reach(server?: string): void {
    mkdirSync(join(this.home, '.kube'), { recursive: true });
    const text = readFileSync(process.env.KUBECONFIG ?? '', 'utf8').replaceAll(`"${CONTEXT}"`, '"edge"');
    const moved = server ? text.replace(/"server": "[^"]+"/, `"server": "${server}"`) : text;
    writeFileSync(join(this.home, '.kube/config'), moved, { mode: 0o600 });
  }

  /** From now on it is somebody else who deploys, with a kubeconfig of their own; the one before is gone. */
  handOver(): void {
    rmSync(this.home, { recursive: true });
    this.home += '-else';
    this.reach();
  }

  /** Set keys of the stack's configuration; undefined is as if nobody had. */
  configure(settings: Readonly<Record<string, string | undefined>>): void {
    const file = join(this.folder, 'Pulumi.edge.yaml');
    const document = parseDocument(readFileSync(file, 'utf8'));
    for (const [key, value] of Object.entries(settings)) {
      if (value === undefined) document.deleteIn(['config', `${PROJECT_NAME}:${key}`]);
      else document.setIn(['config', `${PROJECT_NAME}:${key}`], value);
    }
    writeFileSync(file, String(document));
  }

  /** `prodigy-k8s stack ACTION edge` */
  stack(action: string, ...flags: string[]): Promise<Ended> {
    const program = join(ROOT, 'dist/cli/prodigy-k8s.cjs');
    const args = [program, 'stack', action, 'edge', '--project', this.folder, ...flags];
    const env = { ...process.env, NODE_OPTIONS: '', ...this.engine.env, HOME: this.home };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, told] = [textOf(child.stdout), textOf(child.stderr)];
    return new Promise((resolve) => {
      child.once('close', (code) => resolve({ code: code ?? 128, out: out(), told: told() }));
    });
  }
}

function textOf(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return () => text;
}
