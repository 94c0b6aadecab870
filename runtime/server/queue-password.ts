import { randomBytes } from 'node:crypto';
import { StateFile } from './state-file';

/** Number of random bytes in the password of a run's Redis. */
const PASSWORD_BYTES = 32;

/** The password of the run's Redis: generated on the first start, stored on the claim, and never in a manifest. */
export async function queuePassword(path: string): Promise<string> {
  const file = new StateFile<string>(path);
  const known = await file.read();
  if (known !== null) return known;
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  await file.write(password);
  return password;
}
