/** Do things at the same time. Throws the first error, but only after all have ended: nothing goes on behind it. */
export async function together(...work: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) if (result.status === 'rejected') throw result.reason;
}
