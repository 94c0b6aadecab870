import { join } from 'node:path';
import { CACHE } from '../tools/cache';
import { INSTANCE } from './instance';

/** Everything of the running cluster; gone after `cluster:down`. */
export const STATE = join('/var/lib', INSTANCE);
/** For kubectl and tests inside the namespace: cluster administrator. */
export const KUBECONFIG = join(STATE, 'kubeconfig');
export const PKI = join(STATE, 'pki');
export const PROCESSES = join(STATE, 'processes');
/** Bare repositories, `<owner>/<name>.git`, as the git server serves them. */
export const REPOSITORIES = join(STATE, 'git', 'repositories');
/** Large files of these repositories, `<owner>/<name>/<SHA-256>`. */
export const LARGE_FILES = join(STATE, 'git', 'large-files');
/** One token a line, with a dash where it is withdrawn; the git server reads it at each request. */
export const GIT_TOKENS = join(STATE, 'git', 'tokens');
/** One answered request a line, as JSON; see `git-requests.ts`. */
export const GIT_REQUESTS = join(STATE, 'git', 'requests.jsonl');
/** Host key, configuration and deploy keys of the SSH server. */
export const SSH = join(STATE, 'git', 'ssh');
/** One public key a line, with the repositories that it opens; the SSH server reads it at each connection. */
export const DEPLOY_KEYS = join(SSH, 'authorized_keys');
/** Port on loopback of a server that answers for a part of the git server; see `neighbour.ts`. */
export const NEIGHBOUR_PORT = join(STATE, 'git', 'neighbour-port');
export const CONTAINERD_SOCKET = join(STATE, 'containerd', 'containerd.sock');

/** Logs outlive the cluster, so that a failed start can be understood; the next start empties the folder. */
export const LOGS = join(CACHE, 'devcluster-logs', INSTANCE);
/** Signs the git server's certificate. Kept, because the images trust it. */
export const AUTHORITY = join(CACHE, 'devcluster-authority', 'v1');
export const AUTHORITY_CERTIFICATE = join(AUTHORITY, 'ca.crt');
export const LOCK = join(CACHE, 'devcluster.lock');

/** What gives a program a clock of its own where it is preloaded: Debian's. */
export const CLOCK_LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';

/** The repository this file is in. */
export const PROJECT = join(__dirname, '..');
