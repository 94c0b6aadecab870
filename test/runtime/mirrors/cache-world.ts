import { git } from '../../../runtime/adapters/git/git';
import { removeTemporaryFolders } from '../adapters/git/temporary-repository';
import { CacheUnderTest, OriginUnderTest } from './cache-under-test';

/** What a test of the cache starts; all of it ends with the test. */
export const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});
afterAll(removeTemporaryFolders);

export async function origin(): Promise<OriginUnderTest> {
  const made = await OriginUnderTest.start();
  cleanUp.push(() => made.server.close());
  return made;
}

export function cacheOf(mirrors: Record<string, string>, root?: string): CacheUnderTest {
  const cache = CacheUnderTest.of(mirrors, root);
  cleanUp.push(() => cache.stop());
  return cache;
}

export const refsAt = async (url: string): Promise<string[]> => {
  const listed = await git(['ls-remote', '--refs', url], { cwd: '/', protocols: 'http' });
  return listed.split('\n').map((line) => line.replace('\t', ' '));
};

export const refsOf = async ({ bare }: OriginUnderTest): Promise<string[]> =>
  (await git(['for-each-ref', '--format=%(objectname) %(refname)'], { cwd: bare })).split('\n');
