import type { RawForeach, RawStep } from '../schema/raw-step';
import type { Command, Foreach, TextCommand, WriteFile } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';
import { isList, type Reading, stepsIn } from './reading';

/** The commands of a step: one; `on_failure` may have a shell command followed by a prompt for Claude. */
export function readCommands(reading: Reading, raw: RawStep, path: YamlPath): Command[] {
  const commands: Command[] = [];
  if (raw.shell !== undefined) commands.push({ kind: 'shell', text: raw.shell });
  if (raw.test !== undefined) commands.push({ kind: 'shell', text: raw.test.command });
  if (raw.claude !== undefined) commands.push({ kind: 'claude', text: raw.claude });
  if (raw.command !== undefined) commands.push(slashCommand(raw.command));
  if (raw.handler !== undefined) commands.push({ kind: raw.handler.name, text: raw.handler.attributes.command });
  if (raw.write_file !== undefined) commands.push(readWriteFile(reading, raw.write_file, [...path, 'write_file']));
  if (raw.foreach !== undefined) commands.push(readForeach(reading, raw.foreach, [...path, 'foreach']));
  return commands.length === 0 ? [calledByName(raw)] : commands;
}

/** A plain text command: `/lint --strict` is for Claude, any other text for the shell. */
export const textCommand = (text: string): TextCommand => ({
  kind: text.trimStart().startsWith('/') ? 'claude' : 'shell',
  text,
});

/** A plain text step: for Claude, with or without the slash. */
export const slashCommand = (text: string): TextCommand => ({
  kind: 'claude',
  text: text.trimStart().startsWith('/') ? text : `/${text}`,
});

/** `name`, `args` and `options`: `/name arg --option value`. */
function calledByName({ name = '', args = [], options = {} }: RawStep): TextCommand {
  const flags = Object.entries(options).flatMap(([option, value]) =>
    value === false ? [] : value === true ? [`--${option}`] : [`--${option}`, String(value)],
  );
  return slashCommand([name, ...args.map(String), ...flags].join(' '));
}

function readWriteFile({ report }: Reading, raw: NonNullable<RawStep['write_file']>, path: YamlPath): WriteFile {
  if (raw.path.startsWith('/') || raw.path.split('/').includes('..'))
    report.mustBe("a path inside the checkout, without '..'", [...path, 'path'], raw.path);
  return {
    kind: 'write_file',
    path: raw.path,
    content: raw.content,
    format: raw.format ?? 'text',
    mode: Number.parseInt(raw.mode ?? '0644', 8),
    createDirs: raw.create_dirs ?? false,
  };
}

/** Concurrency of `parallel: true`, as in Prodigy. */
const PARALLEL = 10;

function readForeach(reading: Reading, raw: RawForeach, path: YamlPath): Foreach {
  const { foreach, parallel = false } = raw;
  return {
    kind: 'foreach',
    items: isList(foreach) ? foreach.map(String) : { kind: 'shell', text: foreach },
    steps: stepsIn(reading, raw.do, [...path, 'do']),
    parallel: typeof parallel === 'number' ? parallel : parallel ? PARALLEL : 1,
    continueOnError: raw.continue_on_error ?? false,
    maxItems: raw.max_items,
  };
}
