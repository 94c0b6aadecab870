import { homedir } from 'node:os';
import { join } from 'node:path';
import { program } from './program';

// The Pulumi program: one stack per target, named as the target. Bundled to dist/pulumi/index.cjs.

/** What the stack shows: what is known of each run, by workflow. */
export = async () => ({
  runs: await program(join(__dirname, '..', '..'), { env: process.env, cwd: process.cwd(), home: homedir() }),
});
