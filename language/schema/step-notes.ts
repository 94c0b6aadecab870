import { type Notes, present, type Remark } from './mapping';

/** Keys that say what a step does; each step has exactly one. */
export const COMMANDS = ['shell', 'claude', 'write_file', 'foreach', 'test', 'command', 'handler'] as const;

export const REFUSED = {
  analyze: "is no step any more since Prodigy 0.3: remove it, or call your own analysis with 'shell'",
  goal_seek: "is no step any more: write 'claude' with 'validate' and its 'on_incomplete'",
};

export const IGNORED = {
  allow_failure: "write 'on_failure: true' to go on after a failure",
  ignore_errors: "write 'on_failure: true' to go on after a failure",
  cwd: "write 'working_dir'",
  output: "write 'capture'",
};

/** Every step has exactly one command. */
export function oneCommand(value: Readonly<Record<string, unknown>>, where: string): readonly Remark[] {
  const given = present(value, COMMANDS);
  if (given.length === 1) return [];
  if (given.length > 1) {
    const got = given.map((key) => `'${key}'`).join(' and ');
    return [{ severity: 'error', message: `${where} must have one command, got ${got}: make two steps of it` }];
  }
  if (present(value, Object.keys(REFUSED)).length > 0) return [];
  if (present(value, ['args', 'options']).length > 0 && Object.hasOwn(value, 'name')) return [];
  return [{ severity: 'error', message: `${where} must have one command, got none: add 'shell' or 'claude'` }];
}

/** Warns about keys without effect. */
export function pointless(value: Readonly<Record<string, unknown>>): readonly Remark[] {
  const remarks: Remark[] = [];
  const warn = (key: string, message: string) => {
    if (Object.hasOwn(value, key)) remarks.push({ severity: 'warning', message: `'${key}' ${message}`, key });
  };
  warn('analysis', 'has no effect: analyses and their cache are gone since Prodigy 0.3');
  warn('test', "is deprecated: write 'shell' with 'on_failure'");
  const captures = present(value, ['capture', 'capture_output']).length > 0;
  if (!captures) warn('capture_format', "has no effect without 'capture'");
  if (!captures) warn('capture_streams', "has no effect without 'capture'");
  if (!Object.hasOwn(value, 'id')) warn('outputs', "cannot be named by later steps: add an 'id'");
  const called = present(value, ['args', 'options']);
  if (called.length > 0 && present(value, COMMANDS).length > 0)
    for (const key of called) warn(key, "has no effect beside another command: write it into that command's text");
  return remarks;
}

/** Checks of a step's keys. */
export const STEP_NOTES: Notes = {
  refused: REFUSED,
  ignored: IGNORED,
  check: (value) => [...oneCommand(value, 'a step'), ...pointless(value)],
};
