/** `PRODIGY_DEVCLUSTER` selects an additional cluster, such as `second`; it is fully isolated from the default one. */
const name = process.env.PRODIGY_DEVCLUSTER ?? '';

if (!/^[a-z0-9]{0,10}$/.test(name))
  throw new Error(`'PRODIGY_DEVCLUSTER' must be up to 10 small letters and digits, got ${name}: choose a shorter name`);

/** Name of this cluster's network, cgroups and folders. */
export const INSTANCE = name === '' ? 'prodigy-dev' : `prodigy-dev-${name}`;
