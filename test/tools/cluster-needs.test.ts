import { checkCluster, type Kubectl } from '../../tools/cluster-needs';

type Answers = Readonly<Record<string, string | Error>>;

const AGENT = 'ghcr.io/prodigy-kubernetes/agent:0.1.0';
const version = (minor: string) =>
  JSON.stringify({ serverVersion: { gitVersion: `v1.${minor}.2`, major: '1', minor } });
const classes = (...items: readonly object[]) => JSON.stringify({ items });
const STANDARD = {
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
};
const pod = (...states: readonly object[]) =>
  JSON.stringify({ status: { containerStatuses: states.map((state) => ({ image: AGENT, state })) } });
const ended = { terminated: { exitCode: 0 } };

/** What a cluster answers that has everything, by the beginning of the question. */
const GOOD: Answers = {
  version: version('31'),
  'auth can-i': 'yes\n',
  'get storageclasses': classes({ metadata: { name: 'slow' } }, STANDARD),
  'get serviceaccount': 'serviceaccount/default\n',
  'get pod': pod(ended, ended),
};

/** Ask a cluster that answers like this; also what was asked. */
async function check(answers: Answers, wanted?: string) {
  const asked: string[] = [];
  const kubectl: Kubectl = async (args) => {
    const question = args.join(' ');
    asked.push(question);
    const all = Object.entries({ ...GOOD, ...answers });
    const answer = all.findLast(([beginning]) => question.startsWith(beginning))?.[1] ?? '';
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const result = await checkCluster(wanted, kubectl).catch(({ message }: Error) => message);
  return { result, asked };
}

test('a cluster that has everything gives its default class, and keeps no namespace', async () => {
  const { result, asked } = await check({});
  expect(result).toEqual({ storageClass: 'standard' });
  const made = asked.find((question) => question.startsWith('create namespace'))?.split(' ')[2];
  expect(made).toMatch(/^prodigy-test-images-[0-9a-f]{6}$/);
  expect(asked.at(-1)).toBe(`delete namespace ${made} --wait=false`);
});

test('a class that is named is taken before the default', async () => {
  expect((await check({}, 'slow')).result).toEqual({ storageClass: 'slow' });
});

test.each<[string, Answers, string | undefined, string]>([
  [
    'no cluster',
    { version: new Error('kubectl version: said\nconnection refused') },
    undefined,
    "'KUBECONFIG' must lead to a cluster, got connection refused: see kubectl cluster-info",
  ],
  [
    'a cluster that is too old',
    { version: version('30+') },
    undefined,
    "'the cluster' must be Kubernetes 1.31 or later, got v1.30+.2: upgrade it",
  ],
  [
    'a user who may not act as another',
    { 'auth can-i impersonate': new Error('no') },
    undefined,
    "'the user of KUBECONFIG' must be allowed to impersonate users, got no: be an administrator",
  ],
  [
    'a cluster without a default class',
    { 'get storageclasses': classes({ metadata: { name: 'slow' } }) },
    undefined,
    "'the cluster' must have a default StorageClass, got slow: set PRODIGY_TEST_STORAGE_CLASS to one",
  ],
  [
    'a class that is not there',
    { 'get storageclasses': classes(STANDARD) },
    'fast',
    "'PRODIGY_TEST_STORAGE_CLASS' must be a class of the cluster, got fast: it has standard",
  ],
  [
    'an image that cannot be pulled',
    { 'get pod': pod(ended, { waiting: { reason: 'ImagePullBackOff' } }) },
    undefined,
    `'${AGENT}' must be an image that the cluster has or can pull, got ImagePullBackOff: load it into the nodes ` +
      '(kind load docker-image), or push it and name a file like images.lock with PRODIGY_TEST_IMAGES',
  ],
])('%s is told in one sentence', async (_, answers, wanted, message) => {
  const { result, asked } = await check(answers, wanted);
  expect(result).toBe(message);
  const made = asked.filter((question) => question.startsWith('create namespace')).length;
  expect(asked.filter((question) => question.startsWith('delete namespace'))).toHaveLength(made);
});
