import { INSTANCE } from './instance';

/** Name of the network namespace that contains the cluster, and the node's name in it. */
export const NAMESPACE = INSTANCE;
export const NAMESPACE_FILE = `/run/netns/${NAMESPACE}`;
export const NODE_NAME = 'prodigy-dev';

// 198.18.0.0/15 is reserved for network device tests: it has no real hosts, and no policy treats it as private.
export const NODE_ADDRESS = '198.18.0.1';
export const GIT_ADDRESS = '198.18.0.2';
export const GIT_HOST = 'git.example.com';
export const REGISTRY_HOST = 'registry.example.com';
export const GUARDED_REGISTRY_HOST = 'guarded.example.com';
export const REGISTRY_ADDRESSES = { [REGISTRY_HOST]: '198.18.0.3', [GUARDED_REGISTRY_HOST]: '198.18.0.4' } as const;

export const API_SERVER = `https://${NODE_ADDRESS}:6443`;
export const API_SERVICE_ADDRESS = '10.96.0.1';
export const DNS_SERVICE_ADDRESS = '10.96.0.10';
export const SERVICE_RANGE = '10.96.0.0/16';
export const POD_RANGE = '10.244.0.0/22';
export const CLUSTER_DOMAIN = 'cluster.local';
/** Issuer of service account tokens. */
export const TOKEN_ISSUER = `https://kubernetes.default.svc.${CLUSTER_DOMAIN}`;
