import { homedir } from 'node:os';
import { join } from 'node:path';
import { program } from './program';

// The Pulumi program: one stack per target, named as the target. Bundled to dist/pulumi/index.cjs.

/** What is known of each run, by workflow. */
export const runs = program(join(__dirname, '..', '..'), { env: process.env, cwd: process.cwd(), home: homedir() });
