/** Runs one thing at a time: git takes locks on a repository and gives up where it finds one taken. */
export class Mutex {
  private last: Promise<unknown> = Promise.resolve();

  public run<T>(task: () => Promise<T>): Promise<T> {
    const next = this.last.then(task, task);
    this.last = next.catch(() => undefined);
    return next;
  }
}
