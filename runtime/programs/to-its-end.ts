/**
 * Wait for work to be done. Node ends a process with code 0 as soon as nothing is left that could wake it, whoever still
 * waits.
 * @param abandoned called where that happens before the work is done: says so and sets another code.
 */
export async function toItsEnd<T>(work: Promise<T>, abandoned: () => void): Promise<T> {
  process.once('beforeExit', abandoned);
  try {
    return await work;
  } finally {
    process.off('beforeExit', abandoned);
  }
}
