import { waitingFor } from '../../cli/cluster/waiting';

const NOW = Date.parse('2026-01-01T00:10:00Z');
const job = (active: number) => ({ spec: { parallelism: 2 }, status: { active } });
const event = (name: string, reason: string, message: string, lastTimestamp: unknown = '2026-01-01T00:00:00Z') => ({
  involvedObject: { name },
  reason,
  message,
  lastTimestamp,
});

/** What a run named `r` waits for, whose servers are there. */
function waiting(pod: object, events: readonly object[] = [], active = 2) {
  const servers = ['prodigy-workspace-r-0', 'prodigy-redis-r-0'].map((name) => ({ metadata: { name } }));
  const pods = [...servers, { metadata: { name: 'agent' }, ...pod }];
  return waitingFor('r', { job: job(active), pods, events, now: NOW } as never);
}

const starting = (reason: string, message?: string) => ({
  status: { containerStatuses: [{ name: 'prodigy-agent', state: { waiting: { reason, message } } }] },
});

test('a pod that waits for a key says which', () => {
  const missing = 'references non-existent secret key: git-token';
  expect(waiting(starting('CreateContainerConfigError', missing))).toEqual([
    { object: 'agent', reason: `prodigy-agent: CreateContainerConfigError: ${missing}` },
  ]);
});

test('a pod whose volumes cannot be mounted says what the youngest event says', () => {
  const events = [
    event('agent', 'FailedMount', 'secret "keys" not found', new Date('2026-01-01T00:05:00Z')),
    event('agent', 'FailedMount', 'an older one', null),
    event('agent', 'Pulled', 'has an image', new Date('2026-01-01T00:06:00Z')),
    event('another', 'FailedMount', 'of another pod', '2026-01-01T00:07:00Z'),
  ];
  expect(waiting(starting('ContainerCreating'), events)).toEqual([
    { object: 'agent', reason: 'secret "keys" not found' },
  ]);
});

test('a pod that cannot be placed says why, a starting one says nothing', () => {
  const conditions = [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes are available' }];
  expect(waiting({ status: { conditions } })).toEqual([{ object: 'agent', reason: '0/1 nodes are available' }]);
  expect(waiting(starting('PodInitializing'))).toEqual([]);
  expect(waiting(starting('ContainerCreating'))).toEqual([]);
});

test('pods that a quota keeps from being made have no status: the events of who should make them tell', () => {
  const refused = 'pods "prodigy-r-0-x" is forbidden: exceeded quota: prodigy-quota';
  const events = [
    event('prodigy-r', 'FailedCreate', refused),
    event('prodigy-redis-r', 'FailedCreate', 'is there now'),
  ];
  expect(waiting({}, events, 1)).toEqual([{ object: 'prodigy-r', reason: refused }]);
  expect(waiting({}, events, 2)).toEqual([]);
  const alone = waitingFor('r', { job: undefined, pods: [], events, now: NOW } as never);
  expect(alone).toEqual([{ object: 'prodigy-redis-r', reason: 'is there now' }]);
});

test('agents that have left for good are not missing', () => {
  const job = { spec: { parallelism: 2 }, status: { active: 1, succeeded: 1 } };
  const events = [event('prodigy-r', 'FailedCreate', 'was refused before')];
  expect(waitingFor('r', { job, pods: [], events, now: NOW } as never)).toEqual([]);
});

const lost =
  'node far does not answer: if it is switched off, kubectl taint node far node.kubernetes.io/out-of-service=nodeshutdown:NoExecute; if it is gone for good, kubectl delete node far';

test('a pod whose node fell silent names the node and the commands that bring it back', () => {
  const conditions = [
    { type: 'Ready', status: 'False' },
    { type: 'ContainersReady', status: 'True' },
  ];
  const pod = { spec: { nodeName: 'far' }, status: { conditions } };
  expect(waiting(pod)).toEqual([{ object: 'agent', reason: lost }]);
  const notReady = [conditions[0], { type: 'ContainersReady', status: 'False' }];
  expect(waiting({ ...pod, status: { conditions: notReady } })).toEqual([]);
});

test('so does one that is to go for its node’s sake, and has not gone in time', () => {
  const conditions = [{ type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager' }];
  const going = (deletionTimestamp: string) =>
    waiting({ metadata: { name: 'agent', deletionTimestamp }, spec: { nodeName: 'far' }, status: { conditions } });
  expect(going('2026-01-01T00:09:49Z')).toEqual([{ object: 'agent', reason: lost }]);
  expect(going('2026-01-01T00:09:51Z')).toEqual([]);
});
