import { join } from 'node:path';
import { CACHE } from '../tools/cache';
import { INSTANCE } from './instance';

/** All files of the running cluster; removed by `cluster:down`. */
export const STATE = join('/var/lib', INSTANCE);
/** Kubeconfig of the cluster administrator, for kubectl and tests inside the namespace. */
export const KUBECONFIG = join(STATE, 'kubeconfig');
export const PKI = join(STATE, 'pki');
export const PROCESSES = join(STATE, 'processes');
/** Bare repositories of the git server, `<owner>/<name>.git`. */
export const REPOSITORIES = join(STATE, 'git', 'repositories');
/** Git LFS files of these repositories, `<owner>/<name>/<SHA-256>`. */
export const LARGE_FILES = join(STATE, 'git', 'large-files');
/** One token per line, with a dash if it is revoked; the git server reads it for each request. */
export const GIT_TOKENS = join(STATE, 'git', 'tokens');
/** One completed request per line, as JSON; see `git-requests.ts`. */
export const GIT_REQUESTS = join(STATE, 'git', 'requests.jsonl');
/** Host key, configuration and deploy keys of the SSH server. */
export const SSH = join(STATE, 'git', 'ssh');
/** One public key per line, with its repositories; the SSH server reads it for each connection. */
export const DEPLOY_KEYS = join(SSH, 'authorized_keys');
/** Loopback port of a server that handles some of the git server's requests; see `neighbour.ts`. */
export const NEIGHBOUR_PORT = join(STATE, 'git', 'neighbour-port');
export const CONTAINERD_SOCKET = join(STATE, 'containerd', 'containerd.sock');

/** Logs are kept after the cluster stops, so that a failed start can be analysed; the next start empties the folder. */
export const LOGS = join(CACHE, 'devcluster-logs', INSTANCE);
/** Authority of the git server's certificate. Kept because images trust it. */
export const AUTHORITY = join(CACHE, 'devcluster-authority', 'v1');
export const AUTHORITY_CERTIFICATE = join(AUTHORITY, 'ca.crt');
export const LOCK = join(CACHE, 'devcluster.lock');

/** Library that gives a program its own clock if preloaded, from Debian. */
export const CLOCK_LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';

/** The repository this file is in. */
export const PROJECT = join(__dirname, '..');
