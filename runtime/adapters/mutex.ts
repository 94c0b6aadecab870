/** Runs one task at a time: git locks a repository and gives up if it is locked already. */
export class Mutex {
  private last: Promise<unknown> = Promise.resolve();

  public run<T>(task: () => Promise<T>): Promise<T> {
    const next = this.last.then(task, task);
    this.last = next.catch(() => undefined);
    return next;
  }
}
