import { k8s } from 'cdk8s-plus-28';
import { Mount } from '../../constructs/mount';
import { Placement } from '../../constructs/placement';
import { type ContainerOptions, type PodOptions, podTemplate } from '../../constructs/pod';
import { run } from './synthesized';

const amounts = { cpu: '1', memory: '1Gi', ephemeralStorage: '2Gi' };
const resources = { requests: amounts, limits: amounts };
const shared = Mount.scratch('shared', '/shared', '1Gi');
const container: ContainerOptions = { name: 'main', image: 'image:1', mounts: [shared], resources };
const options: PodOptions = { run, component: 'agent', serviceAccountName: 'account', container };

test('a folder that two containers mount is one volume', () => {
  const pod = podTemplate({ ...options, initContainers: [{ ...container, name: 'first' }] }).spec;
  expect(pod?.volumes?.map(({ name }) => name)).toEqual(['shared']);
  expect(pod?.initContainers?.[0]?.volumeMounts).toEqual(pod?.containers[0]?.volumeMounts);
});

test('without wishes a pod is restarted, ends within 30 s and has no init containers', () => {
  const pod = podTemplate(options).spec;
  expect(pod).toMatchObject({ restartPolicy: 'Always', terminationGracePeriodSeconds: 30 });
  expect(pod?.initContainers).toBeUndefined();
});

test('every wish is rendered', () => {
  const everything: Required<ContainerOptions> = {
    ...container,
    imagePullPolicy: 'Always',
    command: ['run'],
    args: ['fast'],
    env: [{ name: 'A', value: 'b' }],
    ports: [{ name: 'http', number: 8080 }],
    livenessProbe: { tcpSocket: { port: k8s.IntOrString.fromString('http') }, failureThreshold: 9 },
    readinessProbe: { tcpSocket: { port: k8s.IntOrString.fromString('http') } },
  };
  const pods: Required<PodOptions> = {
    ...options,
    container: everything,
    initContainers: [],
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 60,
    annotations: { team: 'a' },
    logLevel: 'error',
    placement: Placement.all(Placement.doNotDisrupt(), Placement.priorityClass('batch')),
  };
  const template = podTemplate(pods);
  const pod = template.spec;
  expect(template.metadata?.annotations).toEqual({ team: 'a', 'karpenter.sh/do-not-disrupt': 'true' });
  expect(pod).toMatchObject({
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 60,
    serviceAccountName: 'account',
    priorityClassName: 'batch',
  });
  expect(pod?.containers[0]).toMatchObject({
    command: ['run'],
    args: ['fast'],
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    readinessProbe: everything.readinessProbe,
    livenessProbe: everything.livenessProbe,
    imagePullPolicy: 'Always',
  });
  expect(pod?.containers[0]?.env).toContainEqual({ name: 'A', value: 'b' });
});
