// node tools/keep-code.cjs LAUNCHER BUNDLE COMMANDS: runs a bundle's commands (JSON: a list of lists of arguments) in
// sequence, and stores V8's code cache for everything they called beside the bundle.
const { writeFileSync } = require('node:fs');

const [launcher, bundle, commands] = process.argv.slice(2);
const { bundleScript, keptCodeOf, runBundle } = require(launcher);
const script = bundleScript(bundle);
const left = JSON.parse(commands);

// A command has ended when the event loop is empty.
process.on('beforeExit', next);
process.on('exit', () => {
  if (left.length > 0) process.exitCode = 1;
  if (!process.exitCode) writeFileSync(keptCodeOf(bundle), script.createCachedData());
});
next();

function next() {
  const command = left.shift();
  if (command === undefined || process.exitCode) return;
  process.argv = [process.execPath, launcher, ...command];
  runBundle(script, bundle);
}
