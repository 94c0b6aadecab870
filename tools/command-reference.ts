// npm run reference: write docs/command-line.md, every command of the program, from the tree that parses them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Argument, Command, Option } from 'commander';
import { Status } from '../cli/cli-error';
import { program } from '../cli/program';

/** Path of the page. */
export const REFERENCE = join(__dirname, '../docs/command-line.md');

const HEAD = `# Command line

Made by \`npm run reference\` from the program itself. \`prodigy-k8s <command> --help\` says the same; installed as a package,
\`kubectl prodigy <command>\` is the same program. Data goes to stdout, progress and remarks to stderr; with \`-o json\` what is
printed is for scripts.

## Exit statuses

| status | meaning |
| --- | --- |
| ${Status.OK} | done; of a run: it is complete, even where items failed as its error policy allows |
| ${Status.RUN_FAILED} | the run failed, was cancelled or is not published; with \`--strict\`: there are warnings; \`diff\`: needs a human |
| ${Status.USAGE} | a flag, a file or a value is not as it must be; nothing was done |
| ${Status.DENIED} | the cluster knows these credentials not, or a right is missing; \`diff\`: must not be merged |
| ${Status.CONFLICT} | what is named is not there, or is there already, or is not in a state for this |
| ${Status.UNREACHABLE} | the cluster cannot be reached |
| ${Status.REFUSED} | a check says that it cannot end well, or nobody said yes; nothing was done |
| ${Status.BUG} | the program itself is at fault; what it printed last says where |
| ${Status.TIMEOUT} | the time that \`--timeout\` gives is up; what was begun goes on |
| 128 + n | ended by signal n, such as 130 for Ctrl-C |
`;

/** The page: one section for each command that does something. */
export function commandReference(): string {
  const silent = { out: () => undefined, progress: () => undefined } as unknown as Parameters<typeof program>[0];
  return `${HEAD}${sections(program(silent), 'prodigy-k8s').join('')}`;
}

function sections(command: Command, path: string): string[] {
  const visible = command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help');
  return visible.flatMap((one) => {
    const own = `${path} ${one.name()}`;
    return one.commands.length > 0 ? sections(one, own) : [section(one, own)];
  });
}

function section(command: Command, path: string): string {
  const help = command.createHelp();
  const rows = [
    ...command.registeredArguments.map((one) => row(term(one), one.description)),
    ...help
      .visibleOptions(command)
      .filter(({ long }) => long !== '--help')
      .map((one) => row(one.flags, described(one))),
  ];
  const table = rows.length === 0 ? '' : `\n| | |\n| --- | --- |\n${rows.join('')}`;
  return `\n## ${path}\n\n${sentence(command.description())}\n${table}`;
}

const term = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
};

const described = ({ description, argChoices, mandatory }: Option): string =>
  [description, argChoices && `one of ${argChoices.join(', ')}`, mandatory && 'must be given']
    .filter(Boolean)
    .join('; ');

const row = (what: string, text: string): string =>
  `| \`${what}\` | ${text.replaceAll('|', '\\|').replaceAll('<', '\\<')} |\n`;

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

if (require.main === module) writeFileSync(REFERENCE, commandReference());
