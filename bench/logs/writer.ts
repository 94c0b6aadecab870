// One agent of `npm run bench:logs`, as a process: writes numbered lines to a file, like a container, and ships them.

import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../runtime/adapters/clock/system-clock';
import { NumberedLines } from '../../runtime/adapters/log/numbered-lines';
import { pinoLog } from '../../runtime/adapters/log/pino-log';
import { LogShipper } from '../../runtime/adapters/remote/log-shipper';
import { type Call, WorkspaceClient } from '../../runtime/adapters/remote/workspace-client';
import type { Told, Writing } from './writing';

/** Lines between two checks of the clock. */
const CHUNK = 50;
/** Lines that may wait if there is no fixed rate: half of an agent's buffer. */
const MOST_WAITING = 20_000;

const writing = JSON.parse(process.argv[2] as string) as Writing;
const file = openSync(writing.file, 'w');
const lines = new NumberedLines(writing.began, { write: (line) => void writeSync(file, line) });

/** Starts shipping the lines; `close` ends it and resolves once all of them have arrived. */
function handOn(): { readonly close: () => Promise<void> } {
  const { to, url, index, tokenFile } = writing;
  if (to === 'nobody') return { close: async () => lines.shipped(Number.MAX_SAFE_INTEGER) };
  if (to === 'bare server') return bare(url);
  const log = pinoLog({ fields: { agent: index } });
  const { signal } = new AbortController();
  const clock = systemClock;
  const client = new WorkspaceClient({ url, tokenFile, patienceSeconds: 60, signal, clock, log });
  return new LogShipper({
    lines,
    index,
    client: { once: (call: Call) => client.once(call) },
    clock,
    log,
    closeMs: 60_000,
  });
}

/** Posts the same batches, with no overhead. */
function bare(url: string): { readonly close: () => Promise<void> } {
  let isEnding = false;
  const posting = (async () => {
    while (!isEnding || lines.waiting > 0) {
      const { first, lines: texts } = lines.batch();
      if (texts.length === 0) await sleep(5);
      else await (await fetch(url, { method: 'POST', body: `${texts.join('\n')}\n` })).text();
      lines.shipped(first + texts.length - 1);
    }
  })();
  return {
    close: () => {
      isEnding = true;
      return posting;
    },
  };
}

async function write(): Promise<void> {
  const fields = {
    pod: `agent-${writing.index}`,
    phase: 'map',
    item: `item_${writing.index}`,
    attempt: 1,
    step: 'test',
  };
  const log = pinoLog({ fields, destination: lines });
  const began = performance.now();
  for (let written = 0; written < writing.lines; written += CHUNK) {
    for (let at = 1; at <= CHUNK; at += 1)
      log.info(`line ${written + at} of a step that prints a lot`, { stream: 'stdout' });
    const due = writing.perSecond === undefined ? 0 : ((written + CHUNK) / writing.perSecond) * 1000;
    const early = due - (performance.now() - began);
    if (early > 1) await sleep(early);
    else await new Promise(setImmediate);
    if (writing.to === 'nobody') lines.shipped(Number.MAX_SAFE_INTEGER);
    while (lines.waiting > MOST_WAITING) await sleep(5);
  }
}

async function main(): Promise<void> {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data'); // start together
  const began = Date.now();
  const handing = handOn();
  await write();
  const written = Date.now();
  await handing.close();
  closeSync(file);
  process.stdout.write(`${JSON.stringify({ began, written, kept: Date.now() } satisfies Told)}\n`);
  process.exit(0);
}

void main();
