import { mkdir, writeFile } from 'node:fs/promises';
import { readingIn } from '../../cli/cluster/claim-reading';
import { readerJob } from '../../cli/cluster/reader-job';
import { Path } from '../../contract/paths';
import { readProgram } from '../../runtime/programs/read';
import { removeTemporaryFolders, temporaryFolder } from '../runtime/adapters/git/temporary-repository';
import { RecordingLog } from '../runtime/adapters/log/recording-log';

afterAll(removeTemporaryFolders);

const failure = { errorType: 'Timeout', message: 'too slow' };
const JOURNAL = [
  { at: 1, entry: { type: 'items', items: [{ id: 'item_0', data: { name: 'é\u0000' } }] } },
  { at: 2, entry: { type: 'item', item: 'item_0', outcome: 'dead', attempt: 2, failure } },
];

/** What the program in the container writes to its log for these files of the claim. */
async function logOf(what: string, files: Readonly<Record<string, string>>): Promise<string> {
  const root = temporaryFolder();
  await mkdir(`${root}${Path.STATE}`, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(`${root}${Path.STATE}/${name}`, text);
  let log = '';
  const context = { env: {}, log: new RecordingLog(), signal: new AbortController().signal, root };
  const code = await readProgram(context, what, (text) => {
    log += text;
  });
  return `${log}exit ${code}\n`;
}

const journal = JOURNAL.map((entry) => `${JSON.stringify(entry)}\n`).join('');

test('events arrive byte for byte, but for a last line that is being written', async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `{"n":${index},"x":"${Math.sin(index)}"}\n`).join('');
  const log = await logOf('events', { 'events.jsonl': `${lines}{"half` });
  expect(log.split('\n').length).toBeGreaterThan(10);
  expect(readingIn(log)).toBe(lines);
});

test('dead letters are those of the journal, in Prodigy’s shape', async () => {
  const [letter, ...others] = JSON.parse(readingIn(await logOf('dead-letters', { 'journal.jsonl': journal })) ?? '');
  expect(others).toEqual([]);
  expect(letter).toMatchObject({ item_id: 'item_0', item_data: { name: 'é\u0000' }, reprocess_eligible: true });
});

test('a claim on which nothing has happened yet has neither', async () => {
  expect(readingIn(await logOf('events', {}))).toBe('');
  expect(readingIn(await logOf('dead-letters', {}))).toBe('[]');
});

test('a log that was cut, at whatever line, is none', async () => {
  const log = await logOf('dead-letters', { 'journal.jsonl': journal });
  const lines = log.split('\n');
  expect(readingIn(lines.slice(1).join('\n'))).toBeUndefined();
  expect(readingIn(lines.slice(0, 1).join('\n'))).toBeUndefined();
  expect(readingIn(log.replace('data:', 'data:AAAA'))).toBeUndefined();
});

test('what cannot be read is refused by name', async () => {
  expect(await logOf('queue-password', {})).toBe('exit 20\n');
});

describe('the Job that reads a claim', () => {
  const container = {
    image: 'agent@sha256:1',
    securityContext: { readOnlyRootFilesystem: true },
    env: [{ name: 'X' }],
  };
  const spec = { securityContext: { fsGroup: 1000 }, serviceAccountName: 'prodigy-run-a', containers: [container] };
  const job = (replicas?: number) =>
    // biome-ignore lint/suspicious/noExplicitAny: assertions say what they expect of it
    readerJob({ namespace: 'n', runId: 'a' }, { spec: { template: { spec }, replicas } }, ['events'], 'r') as any;

  test('has the image and the bounds of the server, and neither its keys nor its rights', () => {
    const pod = job(0).spec.template.spec;
    expect(pod).toMatchObject({
      serviceAccountName: 'prodigy-agent-a',
      automountServiceAccountToken: false,
      securityContext: { fsGroup: 1000 },
      containers: [{ image: 'agent@sha256:1', args: ['read', 'events'], volumeMounts: [{ readOnly: true }] }],
      volumes: [{ persistentVolumeClaim: { claimName: 'prodigy-workspace-a' } }],
    });
    expect(pod.containers[0].env).toBeUndefined();
  });

  test('is put beside the server while that runs, and anywhere afterwards', () => {
    expect(job(0).spec.template.spec.affinity).toBeUndefined();
    const [term] = job().spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(term.labelSelector.matchLabels).toEqual({
      'prodigy.io/run-id': 'a',
      'app.kubernetes.io/component': 'workspace',
    });
  });
});
