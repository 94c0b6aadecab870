/** `PRODIGY_DEVCLUSTER` names a cluster beside the usual one, such as `second`: nothing of one is seen by another. */
const name = process.env.PRODIGY_DEVCLUSTER ?? '';

if (!/^[a-z0-9]{0,10}$/.test(name))
  throw new Error(`'PRODIGY_DEVCLUSTER' must be up to 10 small letters and digits, got ${name}: choose a shorter name`);

/** What this cluster's network, control group and folders are called. */
export const INSTANCE = name === '' ? 'prodigy-dev' : `prodigy-dev-${name}`;
