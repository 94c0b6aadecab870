import type { z } from 'zod';
import { DEFAULT_TIMEOUT } from '../model/defaults';
import type { map, reduce, setup } from '../schema/phases';
import type { AgentTimeout, CaptureOutput, MapPhase, Phase, SetupPhase } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';
import { isList, keysOf, numberIn, type Reading, stepsIn } from './reading';

type RawPhase = z.output<typeof reduce>;

/** A phase: a list of steps, or a mapping with the list under `commands`. */
export function readPhase(reading: Reading, raw: RawPhase | undefined, path: YamlPath): Phase {
  if (raw === undefined) return { steps: [], timeoutSeconds: undefined };
  if (isList<unknown>(raw)) return { steps: stepsIn(reading, raw as never, path), timeoutSeconds: undefined };
  const { commands, timeout } = raw as Extract<RawPhase, { commands: unknown }>;
  return {
    steps: stepsIn(reading, commands, [...path, 'commands']),
    timeoutSeconds: numberIn(reading, timeout, [...path, 'timeout']),
  };
}

type RawSetup = z.output<typeof setup>;

/** `setup`. */
export function readSetup(reading: Reading, raw: RawSetup | undefined): SetupPhase {
  const phase = readPhase(reading, raw, ['setup']);
  const outputs = raw === undefined || isList<unknown>(raw) ? {} : ((raw as SetupMapping).capture_outputs ?? {});
  const entries = Object.entries(outputs).map(([name, output]) => {
    const path = ['setup', 'capture_outputs', name];
    const captured = readOutput(output);
    if (captured.commandIndex >= phase.steps.length)
      reading.report.error(
        `'${name}' must take the output of one of the ${phase.steps.length} steps, got ${captured.commandIndex}: ` +
          'the first is 0',
        typeof output === 'number' ? path : [...path, 'command_index'],
      );
    return [name, captured] as const;
  });
  return { ...phase, captureOutputs: Object.fromEntries(entries) };
}

type SetupMapping = Extract<RawSetup, { commands: unknown }>;
type RawOutput = NonNullable<SetupMapping['capture_outputs']>[string];

/** Bytes, as in Prodigy. */
const MAX_OUTPUT = 1024 * 1024;

function readOutput(raw: RawOutput): CaptureOutput {
  const output = typeof raw === 'number' ? { command_index: raw } : raw;
  return {
    commandIndex: output.command_index,
    source: output.source ?? 'stdout',
    pattern: output.pattern,
    jsonPath: output.json_path,
    maxBytes: output.max_size ?? MAX_OUTPUT,
    fallback: output.default,
    multiline: output.multiline ?? 'preserve',
  };
}

/** `map`. */
export function readMap(reading: Reading, raw: z.output<typeof map>): MapPhase {
  return {
    input: raw.input,
    jsonPath: raw.json_path || undefined,
    filter: raw.filter,
    sortBy: raw.sort_by,
    distinct: raw.distinct,
    offset: raw.offset ?? 0,
    maxItems: raw.max_items,
    maxParallel: numberIn(reading, raw.max_parallel, ['map', 'max_parallel']),
    agentTemplate: readPhase(reading, raw.agent_template, ['map', 'agent_template']).steps,
    timeout: readTimeout(reading, raw),
    position: reading.report.source.at(['map']),
    keys: keysOf(reading.report, raw, ['map']),
  };
}

const POLICIES = { peragent: 'per-agent', percommand: 'per-command', hybrid: 'hybrid' } as const;
const ACTIONS = { dlq: 'dlq', skip: 'skip', fail: 'fail', gracefulterminate: 'graceful' } as const;

function readTimeout(
  reading: Reading,
  { timeout_config: raw = {}, agent_timeout_secs }: z.output<typeof map>,
): AgentTimeout {
  const own = numberIn(reading, agent_timeout_secs, ['map', 'agent_timeout_secs']);
  const configured = numberIn(reading, raw.agent_timeout_secs, ['map', 'timeout_config', 'agent_timeout_secs']);
  const { timeout_policy: policy, timeout_action: action } = raw;
  return {
    agentSeconds: own ?? configured,
    commandSeconds: raw.command_timeouts ?? {},
    policy: policy === undefined ? DEFAULT_TIMEOUT.policy : POLICIES[plain(policy) as keyof typeof POLICIES],
    graceSeconds: raw.cleanup_grace_period_secs ?? DEFAULT_TIMEOUT.graceSeconds,
    action: action === undefined ? DEFAULT_TIMEOUT.action : ACTIONS[plain(action) as keyof typeof ACTIONS],
  };
}

/** `PerAgent` and `per_agent` are the same. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();
