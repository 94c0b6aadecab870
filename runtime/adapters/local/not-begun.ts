/** Why a run on this machine neither started nor resumed: nothing was done. */
export class NotBegun extends Error {
  /** @param why `request`: the request is invalid; `state`: there is no run in a suitable state. */
  public constructor(
    message: string,
    public readonly why: 'request' | 'state',
  ) {
    super(message);
    this.name = 'NotBegun';
  }
}
