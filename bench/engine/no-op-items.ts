// Processes COUNT items that a condition skips: `no-op-items COUNT`. Prints a JSON object.
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWorkflow } from '../../language/parse-workflow';
import type { MapReduceWorkflow } from '../../language/workflow';
import { systemClock } from '../../runtime/adapters/clock/system-clock';
import { FileJournal } from '../../runtime/adapters/local/file-journal';
import { KeptResults } from '../../runtime/adapters/local/kept-results';
import { onlyLeader } from '../../runtime/adapters/local/only-leader';
import { LineLog } from '../../runtime/adapters/log/line-log';
import { MemoryQueue } from '../../runtime/adapters/queue/memory-queue';
import type { Engine } from '../../runtime/engine/engine';
import { lead } from '../../runtime/engine/lead';
import { stateOf, totals } from '../../runtime/engine/run-state';
import { work } from '../../runtime/engine/work';
import type { Workspace } from '../../runtime/ports/workspace';
import { keepHeapSteady } from '../../runtime/programs/steady-heap';

const WORKFLOW = `name: bench
mode: mapreduce
map:
  input: items.json
  json_path: "$[*]"
  agent_template:
    - shell: "true"
      when: "false"
`;
const AGENTS = 10;

/** Only what items without commands need: it measures the engine's memory, not git's time. */
function workspace(folder: string): Workspace {
  const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
  const checkout = { start: 'start', read, submit: async () => null, close: async () => undefined };
  return {
    openSession: async () => checkout,
    refreshSession: async () => undefined,
    openAttempt: async () => checkout,
    publish: async () => ({ published: false, reason: 'nothing to publish', unchanged: true }),
  } as unknown as Workspace;
}

function writeItems(path: string, count: number): void {
  writeFileSync(path, '[');
  for (let index = 0; index < count; index += 1)
    appendFileSync(path, `${index > 0 ? ',' : ''}{"name":"item-${index}"}`);
  appendFileSync(path, ']');
}

async function engineIn(folder: string, journal: FileJournal): Promise<Engine<MapReduceWorkflow>> {
  return {
    workflow: loadWorkflow(WORKFLOW, 'bench.yml') as MapReduceWorkflow,
    run: { runId: 'bench-1', targetBranch: 'main' },
    processes: { run: () => Promise.reject(new Error('no step may run')) },
    workspace: workspace(folder),
    journal,
    queue: await KeptResults.open(join(folder, 'results.jsonl'), new MemoryQueue()),
    clock: systemClock,
    random: Math.random,
    log: new LineLog(() => undefined),
    claudeEnvironment: async () => ({}),
    secretValues: async () => ({}),
    remembered: new Map(),
    pace: { pollMs: 50 },
  };
}

async function main(count: number): Promise<void> {
  keepHeapSteady();
  const folder = mkdtempSync(join(tmpdir(), 'prodigy-bench-'));
  try {
    writeItems(join(folder, 'items.json'), count);
    const journal = new FileJournal(join(folder, 'journal.jsonl'), systemClock);
    const engine = await engineIn(folder, journal);
    const over = new AbortController();
    const leadership = await onlyLeader.campaign(over.signal);
    const began = performance.now();
    const agents = Array.from({ length: AGENTS }, () => work(engine, over.signal));
    await lead(engine as Engine, leadership!, over.signal);
    const seconds = (performance.now() - began) / 1000;
    over.abort();
    await Promise.all(agents);
    const { unchanged } = totals(stateOf(await journal.read()));
    if (unchanged !== count) throw new Error(`${count} items must have ended, got ${unchanged}`);
    const megabytes = process.resourceUsage().maxRSS / 1024;
    process.stdout.write(`${JSON.stringify({ items: count, seconds, megabytes })}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main(Number(process.argv[2]));
