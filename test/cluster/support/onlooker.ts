import { jobName } from '../../../contract/names';
import type { Author } from './author';
import { get, kubectl } from './kubectl';

const NAME = 'onlooker';

/** Make an account that may look at the objects of runs, and nothing else: not even at logs. @returns a kubeconfig of its own. */
export async function onlookerIn(namespace: string): Promise<string> {
  const metadata = { name: NAME, namespace };
  const resources = ['configmaps', 'events', 'persistentvolumeclaims', 'pods', 'jobs', 'statefulsets'];
  const objects = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata },
      rules: [{ apiGroups: ['', 'apps', 'batch'], resources, verbs: ['get', 'list'] }],
    },
    {
      ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: NAME },
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace }],
    },
  ];
  await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  const config = JSON.parse(await kubectl(['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json']));
  const token = (await kubectl(['create', 'token', NAME, '-n', namespace])).trim();
  return JSON.stringify({ ...config, users: [{ name: config.users[0].name, user: { token } }] });
}

/** Who looks at what. */
export interface Onlooking {
  readonly author: Author;
  /** File of the kubeconfig. */
  readonly kubeconfig: string;
}

/** A verb, and the right that it needs first of those that the account has not. */
const DENIED: readonly (readonly [words: string, right: string])[] = [
  ['logs RUN', 'get resource "pods/log" in API group ""'],
  ['scale RUN --max-parallel 3', 'patch resource "jobs" in API group "batch"'],
  ['cancel RUN --drain', 'patch resource "jobs" in API group "batch"'],
  ['restart RUN', 'patch resource "jobs" in API group "batch"'],
  ['dlq list --run RUN', 'create resource "jobs" in API group "batch"'],
  ['secrets rotate keys --credential git-token=env:HOME', 'patch resource "secrets" in API group ""'],
];

/** What such an account is told of a run that is under way. */
export const lookedAtByAnOnlooker = (run: string, namespace: string, who: () => Onlooking): void =>
  describe('in the hands of somebody who may only look', () => {
    const call = (words: string) =>
      who().author.prodigy(
        ...words.replace('RUN', run).split(' '),
        ...['--cluster', 'development', '--kubeconfig', who().kubeconfig],
      );
    const cannot = (right: string): string =>
      `"system:serviceaccount:${namespace}:${NAME}" cannot ${right} in the namespace "${namespace}": ask for this right\n`;

    test('status shows the run', async () => {
      const { status, stdout } = await call('status RUN');
      expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(`run ${run}: running, `) });
    });

    test('every verb that needs more names the missing right in one sentence', async () => {
      const answers = await Promise.all(DENIED.map(([words]) => call(words)));
      const one = (right: string) => new RegExp(`^prodigy-k8s: cannot [^\\n]*: User [^\\n]*${escaped(cannot(right))}$`);
      for (const [at, [words, right]] of DENIED.entries())
        expect([words, answers[at]]).toEqual([
          words,
          { status: 3, stdout: expect.any(String), stderr: expect.stringMatching(one(right)) },
        ]);
    });

    test('run names it too, and makes nothing', async () => {
      const { author, kubeconfig } = who();
      const flow = author.write('mine.yaml', 'name: mine\ncommands:\n  - shell: "true"\n');
      const { status, stderr } = await author.submit(flow, '--run-id', 'mine', '--kubeconfig', kubeconfig);
      const denied = expect.stringContaining(cannot('patch resource "jobs" in API group "batch"'));
      expect({ status, stderr }).toEqual({ status: 3, stderr: denied });
      expect(await get('job', jobName('mine'), namespace)).toBeUndefined();
    });
  });

const escaped = (text: string): string => text.replace(/[.]/g, '\\.');
