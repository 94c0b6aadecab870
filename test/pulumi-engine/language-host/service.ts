import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ServerWritableStream, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { RunRequest } from '@pulumi/pulumi/proto/language_pb';
import {
  AboutResponse,
  GetProgramDependenciesResponse,
  GetRequiredPackagesResponse,
  GetRequiredPluginsResponse,
  RunResponse,
} from '@pulumi/pulumi/proto/language_pb';
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { answer } from '../answer';
import { runPolicyPack } from './policy-pack';
import { runnerOf } from './runner';

/** The exit status of a program that has told already what went wrong: `cmd/run` of the package. */
const TOLD = 32;

/** The protocol of language hosts. @param engine address of the engine. */
export const languageService = (engine: string): UntypedServiceImplementation => ({
  getPluginInfo: answer(async () => new PluginInfo().setVersion('0.0.0')),
  cancel: answer(async () => new Empty()),
  about: answer(async () => new AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
  getRequiredPlugins: answer(async () => new GetRequiredPluginsResponse()),
  getRequiredPackages: answer(async () => new GetRequiredPackagesResponse()),
  getProgramDependencies: answer(async () => new GetProgramDependenciesResponse()),
  runPlugin: runPolicyPack,
  installDependencies: (stream: ServerWritableStream<unknown, unknown>) => stream.end(),
  run: answer(async (asked: RunRequest) => {
    const code = await exitOf(asked, engine);
    const response = new RunResponse().setBail(code === TOLD);
    return code === 0 || code === TOLD ? response : response.setError(`the program must exit with 0, got ${code}`);
  }),
});

/** Run the program; what it prints is this program's output, which the engine shows. */
function exitOf(asked: RunRequest, engine: string): Promise<number> {
  const info = asked.getInfo();
  const folder = info?.getProgramDirectory() ?? asked.getPwd();
  const program = join(folder, info?.getEntryPoint() ?? asked.getProgram());
  const runner = runnerOf(folder, 'run');
  const flags = {
    monitor: asked.getMonitorAddress(),
    engine,
    project: asked.getProject(),
    stack: asked.getStack(),
    organization: asked.getOrganization(),
    parallel: asked.getParallel(),
    pwd: asked.getPwd(),
    'root-directory': info?.getRootDirectory() ?? '',
  };
  const given = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  const dryRun = asked.getDryrun() ? ['--dry-run'] : [];
  const env = {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(asked.getConfigMap().toArray())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(asked.getConfigsecretkeysList()),
  };
  const child = spawn(process.execPath, [runner, ...given, ...dryRun, program], { stdio: 'inherit', env });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
