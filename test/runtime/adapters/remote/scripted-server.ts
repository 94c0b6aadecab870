import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { WorkspaceClient } from '../../../../runtime/adapters/remote/workspace-client';
import { RecordingLog } from '../log/recording-log';

export interface Received {
  readonly call: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers each call with what the test says: a status and a body, or a broken connection. */
export class ScriptedServer {
  public readonly received: Received[] = [];
  public readonly log = new RecordingLog();
  public readonly stop = new AbortController();
  public readonly tokenFile: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'scripted-'));
  private readonly server: Server;

  public constructor(answer: (call: string, n: number) => [status: number, body: unknown] | 'break' | 'hang') {
    this.tokenFile = join(this.folder, 'token');
    writeFileSync(this.tokenFile, 'token-1\n');
    this.server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const call = `${request.method} ${request.url}`;
      this.received.push({ call, headers: request.headers, body });
      const answered = answer(call, this.received.length);
      if (answered === 'hang') return;
      if (answered === 'break') return void request.socket.destroy();
      const text = typeof answered[1] === 'string';
      response.writeHead(answered[0], { 'content-type': text ? 'text/plain' : 'application/json' });
      response.end(text ? answered[1] : JSON.stringify(answered[1]));
    });
  }

  public async client(patienceSeconds = 10): Promise<WorkspaceClient> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const { port } = this.server.address() as AddressInfo;
    return new WorkspaceClient({
      url: `http://127.0.0.1:${port}`,
      tokenFile: this.tokenFile,
      patienceSeconds,
      signal: this.stop.signal,
      clock: systemClock,
      log: this.log,
    });
  }

  public close(): void {
    this.server.closeAllConnections();
    this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
