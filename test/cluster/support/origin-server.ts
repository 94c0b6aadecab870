import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { imageReference } from '../../../contract/images';
import { certificateOf } from './certificate';
import { kubectl } from './kubectl';
import { deleteTenant, images, testNamespace } from './test-cluster';

const NAME = 'origin';
const PORT = 8443;
const LABELS = { app: NAME };

/** A pod that serves git repositories to runs by HTTPS, from the agents' own image: no host beyond the cluster is asked. */
export class OriginServer {
  private constructor(
    private readonly namespace: string,
    /** Whom the runs must trust, PEM. */
    public readonly certificate: string,
    /** Password of whoever may read and push; it starts with `canary-`, so that it can be looked for. */
    public readonly token: string,
  ) {}

  /** Start one in a namespace of its own. */
  public static async start(): Promise<OriginServer> {
    const namespace = testNamespace(NAME);
    const token = `canary-${randomBytes(12).toString('hex')}`;
    const { certificate, key } = certificateOf(hostIn(namespace));
    const files = { 'tls.crt': certificate, 'tls.key': key, token, 'server.cjs': program() };
    const objects = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: NAME, namespace }, stringData: files },
      service(namespace),
      deployment(namespace),
    ];
    await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
    await kubectl(['rollout', 'status', `deployment/${NAME}`, '-n', namespace, '--timeout=100s']);
    return new OriginServer(namespace, certificate, token);
  }

  /** Address of a repository, `<owner>/<name>`. */
  public url(repository: string): string {
    return `https://${hostIn(this.namespace)}:${PORT}/${repository}.git`;
  }

  /** Run git in a repository; resolves with its output. */
  public git(repository: string, args: readonly string[], input?: string): Promise<string> {
    return this.shell('exec git -C "$0" "$@"', [`/repositories/${repository}.git`, ...args], input);
  }

  /** Run a script in the pod; resolves with its output. */
  public shell(script: string, args: readonly string[], input?: string): Promise<string> {
    const command = ['exec', '-i', '-n', this.namespace, `deployment/${NAME}`, '--', 'sh', '-ec', script, ...args];
    return kubectl(command, input);
  }

  public async stop(): Promise<void> {
    await deleteTenant(this.namespace);
  }
}

const hostIn = (namespace: string): string => `${NAME}.${namespace}.svc`;

/** As one file: the image holds node and git, and nothing of the tests. */
function program(): string {
  const entryPoints = [join(__dirname, 'git-server.ts')];
  const { outputFiles } = buildSync({ entryPoints, bundle: true, platform: 'node', target: 'node20', write: false });
  return outputFiles[0]?.text ?? '';
}

const service = (namespace: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: NAME, namespace },
  spec: { selector: LABELS, ports: [{ port: PORT, targetPort: PORT }] },
});

const container = {
  name: NAME,
  image: imageReference(images.agent),
  command: ['node', '/origin/server.cjs'],
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
  volumeMounts: [
    { name: 'origin', mountPath: '/origin' },
    { name: 'repositories', mountPath: '/repositories' },
    { name: 'tmp', mountPath: '/tmp' },
  ],
};

const deployment = (namespace: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: NAME, namespace },
  spec: {
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS },
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 0,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          fsGroup: 1000,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [container],
        volumes: [
          { name: 'origin', secret: { secretName: NAME } },
          { name: 'repositories', emptyDir: {} },
          { name: 'tmp', emptyDir: {} },
        ],
      },
    },
  },
});
