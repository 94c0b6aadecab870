// Entry point of tests: the repository cache as a process of its own, with its claim under the folder that is named.
import { Env } from '../../../contract/environment';
import { cacheProgram } from '../../../runtime/programs/cache';
import { RecordingLog } from '../server/recording-log';

const context = {
  env: { [Env.TEST_ORIGIN_PROTOCOLS]: 'http' },
  log: new RecordingLog(),
  signal: new AbortController().signal,
  root: process.argv[2] as string,
};
cacheProgram(context, { host: '127.0.0.1', port: 0, metricsPort: 0 });
