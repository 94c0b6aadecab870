// Entry point of tests: the workspace server as a process of its own. Arguments: root, port, port of the API server.
import { Env } from '../../../contract/environment';
import { pinoLog } from '../../../runtime/adapters/log/pino-log';
import { workspaceProgram } from '../../../runtime/programs/workspace';

const [root, port, apiPort] = process.argv.slice(2) as [string, string, string];
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const env = {
  ...process.env,
  KUBERNETES_SERVICE_HOST: '127.0.0.1',
  KUBERNETES_SERVICE_PORT: apiPort,
  [Env.TEST_ORIGIN_PROTOCOLS]: 'file',
};
workspaceProgram(
  { env, log: pinoLog({ fields: { program: 'workspace' } }), signal: stop.signal, root },
  { apiProtocol: 'http', host: '127.0.0.1', port: Number(port), metricsPort: 0, pollMs: 200 },
).then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
