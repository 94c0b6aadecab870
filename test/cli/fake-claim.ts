import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Kube, LiveObject, ObjectName } from '../../cli/kube';
import { ReadingLine } from '../../contract/claim-reading';
import type { KubernetesObject } from '../../stacks/kubernetes-object';

/** What a reader's log says where it is to hold this text. */
export const logOf = (text: string): string =>
  `${ReadingLine.DATA}${gzipSync(text).toString('base64')}\n` +
  `${ReadingLine.END}${createHash('sha256').update(text).digest('hex')}\n`;

type Data = Record<string, string | null>;

/** A cluster that holds a run's claim and its objects; readers of the claim end at once. */
export class FakeClaim {
  public readonly done: string[] = [];
  public readonly objects = new Map<string, LiveObject>();
  /** Called when something was patched. */
  public patched: (name: string, data: Data) => void = () => undefined;

  /** What a reader writes while it is followed. */
  public pieces: (what: string) => Iterable<string> = () => [];

  /** @param held what the claim holds, by what may be read. */
  public constructor(private readonly held: () => Readonly<Record<string, string>>) {}

  public readonly kube = {
    create: async ({ kind, metadata, spec }: KubernetesObject): Promise<void> => {
      const [, what] = (spec as { template: { spec: { containers: { args: string[] }[] } } }).template.spec
        .containers[0]!.args as [string, string];
      this.done.push(`create ${kind} for ${what}`);
      this.objects.set(`Pod of ${metadata.name}`, { metadata: { name: what }, status: { phase: 'Succeeded' } });
    },
    list: async (_version: string, _kind: string, _namespace: string, selector: string) =>
      [this.objects.get(`Pod of ${selector.replace('job-name=', '')}`)].filter((pod) => pod !== undefined),
    log: async (_namespace: string, pod: string) => logOf(this.held()[pod] ?? ''),
    followLog: async (_namespace: string, pod: string, _options: object, into: (text: string) => void) => {
      for (const piece of this.pieces(pod)) into(piece);
      return 'whole';
    },
    remove: async ({ kind }: ObjectName): Promise<void> => void this.done.push(`remove ${kind}`),
    get: async ({ kind, name }: ObjectName) => this.objects.get(`${kind} ${name}`),
    patch: async ({ kind, name }: ObjectName, body: { data?: Data }): Promise<void> => {
      this.done.push(`patch ${kind} ${name}`);
      this.patched(`${kind} ${name}`, body.data ?? {});
    },
  } as unknown as Kube;
}
