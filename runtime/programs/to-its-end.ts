/**
 * Wait for work to be done. Node exits with code 0 as soon as nothing is left that could wake it, even if something is
 * still awaited.
 * @param abandoned called if that happens before the work is done: reports it and sets another exit code.
 */
export async function toItsEnd<T>(work: Promise<T>, abandoned: () => void): Promise<T> {
  process.once('beforeExit', abandoned);
  try {
    return await work;
  } finally {
    process.off('beforeExit', abandoned);
  }
}
