import { randomBytes } from 'node:crypto';
import { workspaceName } from '../../../contract/names';
import { DEFAULT_TIMING } from '../../../contract/run-config';
import { allowToken, revokeToken } from '../../../devcluster/git-tokens';
import type { RenderRequest } from '../../../stacks/render';
import { type Answer, prodigy } from '../../cluster/support/prodigy';
import { FakeClocks } from './fake-clocks';
import { FaultyRun, OUTSIDE } from './faulty-run';
import { claimObject, HostVolume } from './host-volume';
import { apply, type Change, TestNamespace } from './namespace';
import type { Origin } from './origin';

const SECRET = 'origin';
const OUTSIDE_CLAIM = 'outside';

type Options = Partial<Pick<RenderRequest, 'timing' | 'agents' | 'agentPod'>> & {
  /** Size of the workspace claim's own file system, in MiB. Default: as large as the node's disk. */
  readonly claimMebibytes?: number;
  /** Default: the objects are applied as they are rendered. */
  readonly change?: Change;
};

/** A namespace of its own, whose runs a test does harm to. */
export class FaultTenant {
  /** By claim. */
  private readonly volumes = new Map<string, HostVolume>();

  private constructor(
    private readonly namespace: TestNamespace,
    /** What origin takes from this tenant. */
    public readonly token: string,
    private readonly outside: HostVolume,
  ) {
    this.volumes.set(OUTSIDE_CLAIM, outside);
  }

  /** Make the namespace, with a token that origin knows and a folder that steps and test share. */
  public static async create(name: string): Promise<FaultTenant> {
    const namespace = new TestNamespace(name);
    await namespace.create();
    const outside = await HostVolume.create({ namespace: name, claim: OUTSIDE_CLAIM });
    const tenant = new FaultTenant(namespace, `token-${randomBytes(12).toString('hex')}`, outside);
    allowToken(tenant.token);
    await tenant.putSecret();
    await apply([claimObject(name, OUTSIDE_CLAIM)]);
    return tenant;
  }

  /** Submit a run whose times are the defaults, and whose claim the test can look into. */
  public async start(runId: string, text: string, origin: Origin, options: Options = {}): Promise<FaultyRun> {
    const { claimMebibytes: mebibytes, change, ...settings } = options;
    const { name } = this.namespace;
    const claim = workspaceName(runId);
    const state = await HostVolume.create({ namespace: name, claim, mebibytes });
    this.volumes.set(claim, state);
    const from = { source: 'claim', claimName: OUTSIDE_CLAIM, writable: true } as const;
    const request = {
      timing: DEFAULT_TIMING,
      ...settings,
      workflow: { text, file: `${runId}.yaml` },
      repository: { url: origin.url, revision: 'main' },
      credentials: { 'git-token': { source: 'existing', secretName: SECRET } as const },
      agentPod: { ...settings.agentPod, volumes: [{ name: 'outside', path: OUTSIDE, ...from }] },
      runId,
    };
    await this.namespace.start(request, change);
    return new FaultyRun(name, runId, state.folder, this.outside.folder);
  }

  /** Clocks for a run that is to come. */
  public clocks(): FakeClocks {
    return new FakeClocks(this.outside.folder, OUTSIDE_CLAIM);
  }

  /** What `prodigy-k8s status` says of a run. */
  public status(runId: string): Promise<Answer> {
    return prodigy('status', runId, '--cluster', 'development', '--namespace', this.namespace.name);
  }

  /** Give a workspace claim of a file system of its own so many MiB. */
  public enlargeClaim(runId: string, mebibytes: number): void {
    this.volumes.get(workspaceName(runId))?.enlarge(mebibytes);
  }

  public putSecret(): Promise<void> {
    return this.namespace.secret(SECRET, { 'git-token': this.token });
  }

  public deleteSecret(): Promise<void> {
    return this.namespace.deleteSecret(SECRET);
  }

  /** Let origin take the token again. */
  public allow(): void {
    allowToken(this.token);
  }

  /** Have origin refuse the token from now on. */
  public revoke(): void {
    revokeToken(this.token);
  }

  public async remove(): Promise<void> {
    this.revoke();
    await this.namespace.remove().catch(() => undefined);
    for (const volume of this.volumes.values()) await volume.remove();
  }
}
