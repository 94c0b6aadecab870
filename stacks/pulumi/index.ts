import { homedir } from 'node:os';
import { join } from 'node:path';
import { program } from './program';

// The Pulumi program: one stack per target, with the same name. Bundled to dist/pulumi/index.cjs.

/** The stack's outputs: each run, by workflow. */
export = async () => ({
  runs: await program(join(__dirname, '..', '..'), { env: process.env, cwd: process.cwd(), home: homedir() }),
});
