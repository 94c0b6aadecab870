import { join } from 'node:path';
import type { SecretSources } from '../../contract/secret-source';
import { type LoadedWorkflow, renderBundled } from '../../stacks/app';
import { objectsIn } from '../../stacks/locked-run';
import { type KeysToday, lockedSecret } from '../../stacks/locked-secret';
import { readProject } from '../../stacks/project';
import { renewal } from '../../stacks/renew';
import { targetNamed } from '../../stacks/targets';

const { workflows, images } = readProject(join(__dirname, '../..'));
const refresh = workflows.find(({ name }) => name === 'refresh-docs')!;
const edge = targetNamed('edge');

const TOKEN = { source: 'env', variable: 'TOKEN' } as const;
const CLAUDE = { source: 'file', path: '~/key' } as const;
const EXISTING = { source: 'existing', secretName: 'keys' } as const;
const STORE = { source: 'external', store: 'vault', remoteKey: 'team' } as const;

/** A run of refresh-docs that was locked when its keys came from there. */
function locked(credentials: SecretSources) {
  const workflow: LoadedWorkflow = { ...refresh, definition: { ...refresh.definition, credentials }, lock: new Map() };
  const { files, lock } = renewal({ workflow, targets: [edge] }, images);
  const run = { workflow: refresh.name, target: edge.name, runId: lock.get('edge')! };
  return {
    runId: run.runId,
    rendered: renderBundled(workflow, edge, images, run.runId).secret,
    secret: (today: Partial<KeysToday> = {}) =>
      lockedSecret(run, objectsIn(files), { credentials, configured: [], ...today }),
  };
}
const keysOf = (secret: ReturnType<typeof lockedSecret>) => Object.keys(secret?.sources ?? {});

test.each<[string, SecretSources, string[]]>([
  ['alone', { 'git-token': TOKEN, 'claude-api-key': CLAUDE }, ['claude-api-key', 'git-token']],
  ['beside a Secret that exists', { 'git-token': TOKEN, 'claude-api-key': EXISTING }, ['git-token']],
  ['beside a store', { 'git-token': STORE, 'claude-api-key': CLAUDE }, ['claude-api-key']],
  ['never, but from a store', { 'git-token': STORE, 'claude-api-key': STORE }, []],
  ['never, but from a Secret that exists', { 'git-token': EXISTING, 'claude-api-key': EXISTING }, []],
])(
  'while nothing changes the Secret of a locked run is the one of its submission: keys come with it %s',
  (_, credentials, keys) => {
    const { secret, rendered } = locked(credentials);
    expect(secret()).toEqual(rendered);
    expect(keysOf(secret())).toEqual(keys);
  },
);

const both = { 'git-token': TOKEN, 'claude-api-key': CLAUDE };

test('a locked run keeps its keys, whatever else the definition names by now', () => {
  const moved = { source: 'file', path: '~/token' } as const;
  const today = { ...both, 'git-token': moved, NEW: TOKEN };
  expect(locked(both).secret({ credentials: today })?.sources).toEqual({
    'claude-api-key': CLAUDE,
    'git-token': moved,
  });
  expect(locked({ 'git-token': EXISTING, 'claude-api-key': EXISTING }).secret({ credentials: both })).toBeUndefined();
});

test.each<[string, SecretSources]>([
  ['nothing', { 'claude-api-key': CLAUDE }],
  ['existing', { ...both, 'git-token': EXISTING }],
])('a key that comes from %s by now is refused while a locked run needs it', (got, credentials) => {
  const { secret, runId } = locked(both);
  expect(() => secret({ credentials })).toThrow(
    new Error(
      `'credentials' of refresh-docs must name env or file for git-token while ${runId} is its run on edge, got ${got}: ` +
        'that run has the key in its own Secret, so renew it (prodigy-k8s renew refresh-docs --target edge), or keep ' +
        'its value for it with pulumi config set --secret --path secrets.git-token',
    ),
  );
  expect(keysOf(secret({ credentials, configured: ['git-token'] }))).toEqual(['claude-api-key', 'git-token']);
});
