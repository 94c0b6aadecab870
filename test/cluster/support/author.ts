import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterFacts } from '../../../contract/cluster-facts';
import { TEST_IMAGES } from '../../../tools/cluster-needs';
import type { Origin } from './origin';
import { type Answer, prodigyAs } from './prodigy';
import { SECRET } from './test-cluster';

/** Somebody with a home folder, in which the bundled cluster `development` is one of their own. */
export class Author {
  public readonly home = mkdtempSync(join(tmpdir(), 'prodigy-author-'));

  public constructor(
    { namespace, storage }: ClusterFacts,
    private readonly origin: Origin,
  ) {
    const facts = `    namespace: ${namespace}\n    storage: { storage_class: ${storage.storageClass} }\n`;
    mkdirSync(join(this.home, '.prodigy'));
    this.write('.prodigy/kubernetes.yaml', `clusters:\n  development:\n${facts}`);
    this.write('authority.pem', origin.repository.caCertificates);
  }

  /** @returns the path of the file. */
  public write(name: string, text: string): string {
    const file = join(this.home, name);
    writeFileSync(file, text);
    return file;
  }

  /** Call the command line. */
  public prodigy(...args: string[]): Promise<Answer> {
    const KUBECONFIG = process.env.KUBECONFIG ?? join(homedir(), '.kube/config');
    return prodigyAs({ HOME: this.home, KUBECONFIG }, ...args);
  }

  /** Submit a workflow that works on the origin. */
  public submit(file: string, ...flags: string[]): Promise<Answer> {
    return this.prodigy(
      ...['run', file, '--cluster', 'development', '--repository', this.origin.repository.url, '--revision', 'main'],
      ...['--ca-certificates', join(this.home, 'authority.pem'), '--images', TEST_IMAGES],
      ...['--secret', SECRET, '--timeout', '400', ...flags],
    );
  }

  public remove(): void {
    rmSync(this.home, { recursive: true });
  }
}
