/** Why a run of this machine neither began nor went on: nothing was done. */
export class NotBegun extends Error {
  /** @param why what was asked for is not as it must be, or there is no run in a state for it. */
  public constructor(
    message: string,
    public readonly why: 'request' | 'state',
  ) {
    super(message);
    this.name = 'NotBegun';
  }
}
