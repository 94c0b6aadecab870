import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface ManyItems {
  readonly count: number;
  readonly perSecond: number;
  /** Largest resident set of the process. */
  readonly megabytes: number;
}

/** Have the engine process items that do nothing, each count in its own process; the journal is on disk. */
export async function measureManyItems(counts: readonly number[]): Promise<readonly ManyItems[]> {
  const folder = mkdtempSync(join(tmpdir(), 'prodigy-bench-'));
  try {
    const outfile = join(folder, 'no-op-items.cjs');
    const entryPoints = [join(__dirname, 'no-op-items.ts')];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', logLevel: 'silent' });
    return counts.map((count) => {
      const { seconds, megabytes } = JSON.parse(
        execFileSync(process.execPath, [outfile, String(count)], { encoding: 'utf8' }),
      );
      return { count, perSecond: count / seconds, megabytes };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
