import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * The reading end of a named pipe. What Node itself puts between a child and this process is a socket, which a script
 * cannot open by its name: there, `echo … > /dev/stderr` fails.
 */
export class NamedPipe {
  public readonly stream: Socket;
  /** Whether all writers have gone and all was read: somebody else may use the pipe. */
  public ended = false;
  public readonly closed: Promise<void>;
  private held: number | undefined;

  /** @throws the error of the system where there is no such pipe. */
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

  /** From now on the pipe ends with its last writer: without this it would end before the first. */
  public letEnd(): void {
    if (this.held !== undefined) closeSync(this.held);
    this.held = undefined;
  }
}
