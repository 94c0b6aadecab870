import { agentVolumes } from '../../constructs/agent-volumes';
import type { AgentVolume } from '../../contract/agent-pod';

const claim: AgentVolume = { name: 'models', path: '/mnt/models', source: 'claim', claimName: 'models' };
const secret: AgentVolume = { name: 'keys', path: '/mnt/keys', source: 'secret', secretName: 'team', keys: ['npm'] };
const settings: AgentVolume = { name: 'settings', path: '/mnt/settings', source: 'configMap', configMapName: 'team' };

test('keys of a Secret are files of a folder, none of them optional', () => {
  const [mount] = agentVolumes([secret]);
  expect(mount?.volume).toEqual({
    name: 'keys',
    secret: { secretName: 'team', items: [{ key: 'npm', path: 'npm' }], defaultMode: 0o440, optional: false },
  });
  expect(mount?.volumeMount).toEqual({ name: 'keys', mountPath: '/mnt/keys', readOnly: true });
});

test('keys of a ConfigMap are files of a folder: all, or those that are named', () => {
  expect(agentVolumes([settings])[0]?.volume).toEqual({ name: 'settings', configMap: { name: 'team' } });
  expect(agentVolumes([{ ...settings, keys: ['a.json'] } as AgentVolume])[0]?.volume).toEqual({
    name: 'settings',
    configMap: { name: 'team', items: [{ key: 'a.json', path: 'a.json' }] },
  });
});

test('a claim is read, unless it is to be written', () => {
  expect(agentVolumes([claim])[0]?.volumeMount).toEqual({ name: 'models', mountPath: '/mnt/models', readOnly: true });
  expect(agentVolumes([{ ...claim, writable: true } as AgentVolume])[0]?.volumeMount).toEqual({
    name: 'models',
    mountPath: '/mnt/models',
  });
});

test.each([
  ['/config', '/config'],
  ['/workspace/x', '/workspace'],
  ['/var', '/var/run'],
  ['/home', '/home/prodigy'],
  ['/home/prodigy/.cache', undefined],
  ['/run/secrets', '/run'],
  ['/var/run/secrets/prodigy.io', '/var/run'],
  ['/usr/local/bin', '/usr'],
  ['/opt', '/opt/prodigy'],
  ['/etc/ssl', '/etc'],
  ['/proc/1', '/proc'],
  ['/tmp', '/tmp'],
  ['/secrets', '/secrets'],
])('a volume at %s would be in the way', (path, taken) => {
  const message = taken
    ? `'volumes' must not use ${taken}, got ${path}: choose a folder such as /mnt/models`
    : `'volumes' must appear at absolute paths of plain names, got "${path}": write /mnt/models`;
  expect(() => agentVolumes([{ ...claim, path }])).toThrow(new Error(message));
});

test.each([
  '',
  '/',
  'mnt/models',
  '/mnt//models',
  '/mnt/models/',
  '/mnt/../etc',
  '/mnt/.',
  '/mnt/a:b',
  '/mnt/a b',
  '/mnt/\0',
])('a volume cannot appear at %j', (path) => {
  expect(() => agentVolumes([{ ...claim, path }])).toThrow(
    new Error(`'volumes' must appear at absolute paths of plain names, got ${JSON.stringify(path)}: write /mnt/models`),
  );
});

test.each<[AgentVolume[], string]>([
  [
    [{ ...claim, name: 'workspace' }],
    "'volumes' must have names of their own, got workspace: it is taken, choose another",
  ],
  [
    [claim, { ...secret, name: 'models' }],
    "'volumes' must have names of their own, got models: it is taken, choose another",
  ],
  [
    [claim, { ...secret, path: '/mnt/models/keys' }],
    "'volumes' must not use /mnt/models, got /mnt/models/keys: choose a folder such as /mnt/models",
  ],
  [
    [{ ...claim, name: 'My Models' }],
    `'volumes' must be named in lower-case letters, digits and dashes, got "My Models": at most 63 of them`,
  ],
  [
    [{ ...claim, claimName: 'A' } as AgentVolume],
    `'volumes' must name an object of the namespace, got "A": lower-case letters, digits, dashes and dots`,
  ],
  [
    [{ ...secret, keys: [] } as AgentVolume],
    "'volumes' must name the keys that become files, got none: name one at least",
  ],
  [
    [{ ...secret, keys: ['a/b'] } as AgentVolume],
    `'volumes' must name keys by letters, digits, dashes, underscores and dots, got "a/b": a key is the name of its file`,
  ],
  [
    [{ ...secret, keys: ['git-token'] } as AgentVolume],
    "'volumes' must not hold keys of origin, got git-token: agents reach origin only through the workspace",
  ],
])('%j is refused', (volumes, message) => {
  expect(() => agentVolumes(volumes)).toThrow(new Error(message));
});
