/** Paths of the API server's objects. */
export const configMapsPath = (namespace: string): string => `/api/v1/namespaces/${namespace}/configmaps`;

export const configMapPath = (namespace: string, name: string): string => `${configMapsPath(namespace)}/${name}`;

export const jobPath = (namespace: string, name: string): string =>
  `/apis/batch/v1/namespaces/${namespace}/jobs/${name}`;

export const claimPath = (namespace: string, name: string): string =>
  `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}`;

export const statefulSetScalePath = (namespace: string, name: string): string =>
  `/apis/apps/v1/namespaces/${namespace}/statefulsets/${name}/scale`;

/** Public keys of the service account token issuer. */
export const JWKS_PATH = '/openid/v1/jwks';
