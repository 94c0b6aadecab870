import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** File name of the program's bundle, next to this file; the build inserts it. */
declare const BUNDLE: string;

/** Path of the V8 code cache of a bundle. */
export const keptCodeOf = (bundle: string): string => `${bundle}.code`;

/**
 * A bundle, ready to run. With a code cache, nothing is parsed or compiled, which is half the time of a short command.
 * V8 rejects a cache from another version or machine and compiles the text as usual; it does not check that the cache
 * belongs to the text: a bundle's name contains the hash of its text.
 *
 * @param bundle path of a CommonJS module in ASCII.
 */
export function bundleScript(bundle: string): Script {
  const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, 'latin1')}\n})`;
  return new Script(text, { filename: bundle, cachedData: keptCode(bundle) });
}

/** A bundle without a code cache runs all the same. */
function keptCode(bundle: string): Buffer | undefined {
  try {
    return readFileSync(keptCodeOf(bundle));
  } catch {
    return undefined;
  }
}

/** Run a bundle as Node would run a module at this file's location. */
export function runBundle(script: Script, bundle: string): void {
  const own = { exports: {} };
  script.runInThisContext()(own.exports, require, own, bundle, __dirname);
}

if (require.main === module) {
  const bundle = join(__dirname, BUNDLE);
  runBundle(bundleScript(bundle), bundle);
}
