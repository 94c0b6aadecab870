import { dirname } from 'node:path';
import { runAttached } from '../tools/command';
import { kubernetesBinaries } from '../tools/kubernetes-binaries';
import { GIT_ADDRESS, GIT_HOST } from './addresses';
import { INSIDE } from './network-namespace';
import { AUTHORITY_CERTIFICATE, KUBECONFIG } from './paths';

/** Run a command in the cluster's network, on this terminal, with kubectl and git configured. Returns its exit code. */
export async function runInCluster(command: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<number> {
  const path = [await kubernetesBinaries(), dirname(process.execPath), process.env.PATH].join(':');
  const env = { ...process.env, ...gitSettings(), ...environment, KUBECONFIG, PATH: path };
  return runAttached(INSIDE[0], [...INSIDE.slice(1), ...command], { env });
}

/** Lets git resolve and trust git.example.com. */
function gitSettings(): NodeJS.ProcessEnv {
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.curloptResolve',
    GIT_CONFIG_VALUE_0: `${GIT_HOST}:443:${GIT_ADDRESS}`,
    // Not `http.sslCAInfo`, which this variable would override if the machine had it set. No other host is reachable.
    GIT_SSL_CAINFO: AUTHORITY_CERTIFICATE,
    GIT_TERMINAL_PROMPT: '0',
  };
}
