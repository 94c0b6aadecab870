import { rm } from 'node:fs/promises';
import { cacheOf, origin } from './cache-world';

const numbers = async (url: string): Promise<string[]> =>
  (await (await fetch(url)).text()).split('\n').filter((line) => /^prodigy_cache_(?!\w+_(bucket|sum))/.test(line));

test('Prometheus reads what mirrors serve, how looks at origins went, and what runs were answered', async () => {
  const [kept, gone] = [await origin(), await origin()];
  await rm(gone.bare, { recursive: true });
  const cache = await cacheOf({ a: kept.url, b: gone.url }).warm();
  expect(await numbers(cache.metricsUrl)).toEqual(
    expect.arrayContaining([
      'prodigy_cache_mirrors{state="fresh"} 1',
      'prodigy_cache_mirrors{state="stale"} 0',
      'prodigy_cache_mirrors{state="missing"} 1',
      'prodigy_cache_refreshes_total{result="succeeded"} 1',
      'prodigy_cache_refreshes_total{result="failed"} 1',
      'prodigy_cache_refresh_duration_seconds_count 2',
    ]),
  );
  const ask = (name: string) => fetch(`${cache.mirrorUrl(name)}/info/refs?service=git-upload-pack`);
  expect([(await ask('a')).status, (await ask('b')).status]).toEqual([200, 503]);
  await rm(kept.bare, { recursive: true });
  await cache.refresh();
  expect(await numbers(cache.metricsUrl)).toEqual(
    expect.arrayContaining([
      'prodigy_cache_mirrors{state="fresh"} 0',
      'prodigy_cache_mirrors{state="stale"} 1',
      'prodigy_cache_requests_total{answer="served"} 1',
      'prodigy_cache_requests_total{answer="refused"} 1',
    ]),
  );
});

test('the numbers are not told to runs, and end with the program', async () => {
  const cache = await cacheOf({ a: (await origin()).url }).warm();
  expect(await (await fetch(cache.metricsUrl)).text()).toContain('process_cpu_seconds_total');
  expect((await fetch(`${cache.url}/metrics`)).status).toBe(404);
  expect(await cache.stop()).toBe(0);
  await expect(fetch(cache.metricsUrl)).rejects.toThrow('fetch failed');
});
