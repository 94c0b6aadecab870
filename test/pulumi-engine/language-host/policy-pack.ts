import { spawn } from 'node:child_process';
import type { handleServerStreamingCall } from '@grpc/grpc-js';
import { type RunPluginRequest, RunPluginResponse } from '@pulumi/pulumi/proto/language_pb';
import { runnerOf } from './runner';

/**
 * Run a policy pack until the engine has no more use for it. What it prints goes to the engine, which learns so on which
 * port it answers.
 */
export const runPolicyPack: handleServerStreamingCall<RunPluginRequest, RunPluginResponse> = (call) => {
  const folder = call.request.getInfo()?.getProgramDirectory() ?? '';
  const args = [runnerOf(folder, 'run-policy-pack'), ...call.request.getArgsList(), folder];
  const env = Object.fromEntries(call.request.getEnvList().map(variable));
  const pack = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  pack.stdout.on('data', (said: Buffer) => call.write(new RunPluginResponse().setStdout(said)));
  pack.stderr.on('data', (said: Buffer) => call.write(new RunPluginResponse().setStderr(said)));
  call.once('cancelled', () => pack.kill());
  process.once('exit', () => pack.kill());
  pack.once('error', (error) => call.destroy(error));
  pack.once('close', (code) => {
    call.write(new RunPluginResponse().setExitcode(code ?? 1));
    call.end();
  });
};

function variable(text: string): [string, string] {
  const equals = text.indexOf('=');
  return [text.slice(0, equals), text.slice(equals + 1)];
}
