import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterFacts } from '../../../contract/cluster-facts';
import { TEST_IMAGES } from '../../../tools/cluster-needs';
import type { Origin } from './origin';
import { type Answer, prodigyAs, prodigyKilledAt } from './prodigy';
import { SECRET } from './test-cluster';

/** Somebody with a home folder, in which the bundled cluster `development` is one of their own. */
export class Author {
  public readonly home = mkdtempSync(join(tmpdir(), 'prodigy-author-'));

  public constructor(
    private readonly cluster: ClusterFacts,
    private readonly origin: Origin,
  ) {
    mkdirSync(join(this.home, '.prodigy'));
    this.describe({});
    this.write('authority.pem', origin.repository.caCertificates);
  }

  /** Describe `development`, and beside it clusters that other kubeconfigs lead to. @param others their files, by name. */
  public describe(others: Readonly<Record<string, string>>): void {
    const { namespace, storage } = this.cluster;
    const facts = `    namespace: ${namespace}\n    storage: { storage_class: ${storage.storageClass} }\n`;
    const more = Object.entries(others).map(([name, file]) => `  ${name}:\n    kubeconfig_path: ${file}\n${facts}`);
    this.write('.prodigy/kubernetes.yaml', `clusters:\n  development:\n${facts}${more.join('')}`);
  }

  /** @returns the path of the file. */
  public write(name: string, text: string): string {
    const file = join(this.home, name);
    writeFileSync(file, text);
    return file;
  }

  /** Call the command line. */
  public prodigy(...args: string[]): Promise<Answer> {
    return prodigyAs(this.env(), ...args);
  }

  /** Submit a workflow that works on the origin. */
  public submit(file: string, ...flags: string[]): Promise<Answer> {
    return this.prodigy(...this.submission(file, flags));
  }

  /** Submit one from a command line that is killed as soon as it has said something. */
  public submitKilledAt(said: string, file: string, ...flags: string[]): Promise<Answer> {
    return prodigyKilledAt(said, this.env(), ...this.submission(file, flags));
  }

  private env(): NodeJS.ProcessEnv {
    return { HOME: this.home, KUBECONFIG: process.env.KUBECONFIG ?? join(homedir(), '.kube/config') };
  }

  private submission(file: string, flags: readonly string[]): string[] {
    return [
      ...['run', file, '--cluster', 'development', '--repository', this.origin.repository.url, '--revision', 'main'],
      ...['--ca-certificates', join(this.home, 'authority.pem'), '--images', TEST_IMAGES],
      ...['--secret', SECRET, '--timeout', '400', ...flags],
    ];
  }

  public remove(): void {
    rmSync(this.home, { recursive: true });
  }
}
