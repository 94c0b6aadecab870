// Entry point of tests: an agent as a process of its own. Arguments: root, URL of the workspace, port of Redis.
import { pinoLog } from '../../../runtime/adapters/log/pino-log';
import { agentProgram } from '../../../runtime/programs/agent';

const [root, workspaceUrl, port] = process.argv.slice(2) as [string, string, string];
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
agentProgram(
  { env: process.env, log: pinoLog({ fields: { program: 'agent' } }), signal: stop.signal, root },
  { workspaceUrl, redis: { host: '127.0.0.1', port: Number(port) }, watchMs: 200, stopMs: 5000 },
).then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
