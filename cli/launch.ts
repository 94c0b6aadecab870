import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** File name of the program's bundle, beside this file; the build puts it in. */
declare const BUNDLE: string;

/** Where the code is kept that V8 made of a bundle. */
export const keptCodeOf = (bundle: string): string => `${bundle}.code`;

/**
 * A bundle, ready to run. With kept code nothing is parsed and compiled, which is half the time of a short command.
 * V8 refuses what another version or another machine has kept and compiles the text as ever; that the text is the one
 * the code was made of, it does not ask: a bundle's name holds the hash of its text.
 *
 * @param bundle path of a CommonJS module in ASCII.
 */
export function bundleScript(bundle: string): Script {
  const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, 'latin1')}\n})`;
  return new Script(text, { filename: bundle, cachedData: keptCode(bundle) });
}

/** A bundle that nobody could keep the code of runs without. */
function keptCode(bundle: string): Buffer | undefined {
  try {
    return readFileSync(keptCodeOf(bundle));
  } catch {
    return undefined;
  }
}

/** Run a bundle as Node runs a module that lies where this file does. */
export function runBundle(script: Script, bundle: string): void {
  const own = { exports: {} };
  script.runInThisContext()(own.exports, require, own, bundle, __dirname);
}

if (require.main === module) {
  const bundle = join(__dirname, BUNDLE);
  runBundle(bundleScript(bundle), bundle);
}
