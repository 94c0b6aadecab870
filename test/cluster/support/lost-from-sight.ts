import type { Author } from './author';
import type { Detour } from './detour';
import { eventually, type Live } from './kubectl';

/** Somebody with two clusters: `development`, and `second` by a detour. */
export interface TwoClusters {
  readonly author: Author;
  readonly detour: Detour;
  /** Items of the run that have come to their end. */
  readonly ended: () => Promise<readonly Live[]>;
}

const UNREACHABLE = 'the cluster cannot be reached \\([^)\\n]+\\): check --context';

/** What is said of a run under way while one of two clusters is away, and that it goes on. */
export const lostFromSight = (run: string, where: () => TwoClusters): void =>
  describe('while one of two clusters is away', () => {
    let before: number;
    beforeAll(async () => {
      const { detour, ended } = where();
      before = (await ended()).length;
      detour.block();
    });
    afterAll(() => where().detour.unblock());

    test('every verb says so in one sentence', async () => {
      const verbs = ['status', 'logs', 'explain', 'cancel'];
      const answers = await Promise.all(verbs.map((verb) => where().author.prodigy(verb, run, '--cluster', 'second')));
      const stderr = expect.stringMatching(new RegExp(`^prodigy-k8s: cannot [^\\n]*${UNREACHABLE}\\n$`));
      expect(answers).toEqual(verbs.map(() => ({ status: 5, stdout: '', stderr })));
    });

    test('clusters check tells it of that cluster, and how the other is', async () => {
      const check = ['clusters', 'check', 'development', 'second', '-o', 'json'];
      const { status, stdout } = await where().author.prodigy(...check);
      const [near, far] = JSON.parse(stdout);
      expect(status).toBe(1);
      expect(near.checks.filter(({ state }: Live) => state === 'error')).toEqual([]);
      const text = expect.stringMatching(new RegExp(UNREACHABLE));
      expect(far).toEqual({ cluster: 'second', checks: [{ check: 'API server', state: 'error', text }] });
    });

    test('a run for the best cluster goes to the one that is there', async () => {
      const { author } = where();
      const flow = author.write('elsewhere.yaml', 'name: elsewhere\ncommands:\n  - shell: "true"\n');
      const flags = ['--run-id', 'elsewhere', '--cluster', 'auto', '--suspend', '--detach'];
      const { status, stdout, stderr } = await author.submit(flow, ...flags);
      expect({ status, stdout, stderr }).toMatchObject({ status: 0, stdout: 'elsewhere\n' });
      expect(stderr).toMatch(/^cluster development \(healthiest\): /m);
      expect(stderr).toMatch(new RegExp(`^  not second: .*${UNREACHABLE}$`, 'm'));
    });

    test('the run goes on', async () => {
      await eventually('an item more', async () => (await where().ended()).length > before);
    });
  });
