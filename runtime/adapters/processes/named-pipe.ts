import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * The reading end of a named pipe. Node connects a child through a socket, which a script cannot open by name: with it,
 * `echo … > /dev/stderr` fails.
 */
export class NamedPipe {
  public readonly stream: Socket;
  /** Whether all writers have gone and everything was read: the pipe may be reused. */
  public ended = false;
  public readonly closed: Promise<void>;
  private held: number | undefined;

  /** @throws the system's error if there is no such pipe. */
  public constructor(path: string) {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    this.held = openSync(path, constants.O_WRONLY);
    this.stream = new Socket({ fd, readable: true, writable: false });
    this.stream.once('end', () => {
      this.ended = true;
    });
    this.stream.on('error', () => undefined); // the pipe ends there
    this.closed = new Promise((resolve) => this.stream.once('close', () => resolve()));
  }

  /** From now on the pipe ends with its last writer; held open until then, or it would end before the first. */
  public letEnd(): void {
    if (this.held !== undefined) closeSync(this.held);
    this.held = undefined;
  }
}
