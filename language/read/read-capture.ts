import { DEFAULT_STREAMS } from '../model/defaults';
import type { RawStep } from '../schema/raw-step';
import type { Capture, CaptureStreams } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';
import type { Reading } from './reading';

/** Combines `capture`, `capture_output` and the keys that go with them. */
export function readCapture({ report }: Reading, raw: RawStep, path: YamlPath): Capture | undefined {
  const { capture, capture_output: output = false } = raw;
  if (capture === undefined && output === false) return undefined;
  if (capture !== undefined && typeof output === 'string' && output !== capture)
    report.error(`'capture' and 'capture_output' must give one name, got '${capture}' and '${output}'`, [
      ...path,
      'capture',
    ]);
  return {
    name: capture ?? (typeof output === 'string' ? output : undefined),
    format: raw.capture_format ?? 'string',
    streams: readStreams(raw.capture_streams),
  };
}

/** A comma-separated text lists everything to keep. */
function readStreams(raw: RawStep['capture_streams']): CaptureStreams {
  if (typeof raw === 'string') {
    const named = new Set(raw.split(',').map((name) => name.trim()));
    return {
      stdout: named.has('stdout'),
      stderr: named.has('stderr'),
      exitCode: named.has('exit_code'),
      success: named.has('success'),
      duration: named.has('duration'),
    };
  }
  const { exit_code: exitCode, ...streams } = raw ?? {};
  return { ...DEFAULT_STREAMS, ...streams, ...(exitCode === undefined ? {} : { exitCode }) };
}
