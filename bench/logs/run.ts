// Entry point of `npm run bench:logs -- [--quick] [--agents N] [--per-second N] [--seconds N]`: ships lines of agents.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { logsIn } from '../../cli/cluster/shipped-logs';
import { isMissing, wholeLog } from '../../cli/whole-log';
import { lineNumber } from '../../contract/agent-log';
import { Path } from '../../contract/paths';
import { readLogs } from '../../runtime/programs/read-logs';
import { removeTemporaryFolders } from '../../test/runtime/adapters/git/temporary-repository';
import { WorkspaceUnderTest } from '../../test/runtime/server/workspace-under-test';
import { entryPoint } from '../../tools/entry-point';
import { progress } from '../../tools/progress';
import { buildWriter, write } from './agents';
import { startBareServer } from './bare-server';
import type { Told, Writing } from './writing';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    agents: { type: 'string', default: '8' },
    'per-second': { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '20' },
  },
});
const agents = Number(values.agents);
const perSecond = Number(values['per-second']);
const seconds = values.quick ? 2 : Number(values.seconds);
/** Lines per agent. */
const lines = Math.ceil((perSecond * seconds) / agents / 50) * 50;

const folder = mkdtempSync(join(tmpdir(), 'prodigy-bench-logs-'));
const program = buildWriter(folder);

type Where = Pick<Writing, 'to' | 'url' | 'perSecond'>;

/** Start time and log name of the processes, counted up so that each measurement has its own logs. */
let began = 1;
function writings(where: Where): Writing[] {
  began += 1;
  return Array.from({ length: agents }, (_, index) => {
    const file = join(folder, `agent-${index}.log`);
    return { index, began, lines, file, tokenFile: join(folder, `token-${index}`), ...where };
  });
}

interface Row {
  readonly what: string;
  /** Lines per second, from the first one written to the last one confirmed. */
  readonly rate: number;
  /** Milliseconds from the last line written until all were confirmed. */
  readonly lag: number;
}

function row(what: string, all: readonly Told[], ends: 'written' | 'kept'): Row {
  const first = Math.min(...all.map((one) => one.began));
  const [written, kept] = [Math.max(...all.map((one) => one.written)), Math.max(...all.map((one) => one.kept))];
  return { what, rate: (agents * lines * 1000) / ((ends === 'kept' ? kept : written) - first), lag: kept - written };
}

/** @throws Error if a line is missing, duplicated or out of order in what `logs` reads from the claim. */
function mustBeWhole(workspace: WorkspaceUnderTest): void {
  const read = [...readLogs(workspace.path(`${Path.STATE}/logs`), {})].map(({ line }) => line);
  const newest = logsIn(read).filter(({ mark }) => mark.began === began);
  const next = new Map<string, number>();
  for (const { name, what } of wholeLog(newest, [])) {
    const expected = (next.get(name) ?? 0) + 1;
    const number = isMissing(what) ? undefined : lineNumber(what.text);
    if (number !== expected) throw new Error(`line ${expected} of ${name} must come next, got ${JSON.stringify(what)}`);
    next.set(name, expected);
  }
  const counts = [...next.values()];
  if (counts.length !== agents || counts.some((count) => count !== lines))
    throw new Error(`'logs' must show ${lines} lines of each of ${agents} agents, got ${counts.join(', ')}`);
}

async function measured(): Promise<Row[]> {
  const workspace = await WorkspaceUnderTest.make();
  await workspace.start();
  const bare = await startBareServer(join(folder, 'bare.log'));
  try {
    for (let index = 0; index < agents; index += 1)
      writeFileSync(join(folder, `token-${index}`), await workspace.issuer.token(`agent-${index}`));
    const ours = { to: 'workspace server', url: workspace.url } as const;
    progress(`bench: ${agents} agents, ${perSecond} lines a second together, ${seconds} s long`);
    const paced = await write(program, writings({ ...ours, perSecond: perSecond / agents }));
    mustBeWhole(workspace);
    progress(
      `bench: ${agents * lines} lines as fast as they are taken: by a file, a bare server, the workspace server`,
    );
    const toFile = await write(program, writings({ to: 'nobody', url: '' }));
    const toBare = await write(program, writings({ to: 'bare server', url: bare.url }));
    const toOurs = await write(program, writings(ours));
    mustBeWhole(workspace);
    return [
      row(`${perSecond} lines a second`, paced, 'written'),
      row('as fast as the workspace server takes them', toOurs, 'kept'),
      row('floor: a bare server that appends what is posted', toBare, 'kept'),
      row('floor: to the files of the containers alone', toFile, 'written'),
    ];
  } finally {
    bare.stop();
    await workspace.close();
  }
}

entryPoint(async () => {
  try {
    const rows = await measured();
    const machine = `${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`;
    process.stdout.write(`${machine}; ${agents} agents, ${lines} lines of each\n\n`);
    process.stdout.write('| what | lines/s | last line confirmed after |\n| --- | --- | --- |\n');
    for (const { what, rate, lag } of rows) process.stdout.write(`| ${what} | ${rate.toFixed(0)} | ${lag} ms |\n`);
    const [paced] = rows as [Row];
    // A busy machine may be too slow to write that many: a short run only checks that all arrive.
    if (values.quick || paced.rate >= perSecond * 0.95) return 0;
    process.stderr.write(`agents must write ${perSecond} lines a second, got ${paced.rate.toFixed(0)}\n`);
    return 1;
  } finally {
    rmSync(folder, { recursive: true });
    removeTemporaryFolders();
  }
});
