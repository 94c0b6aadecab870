import { quoted } from './quoted';

/**
 * Shell text that reads large values from files into their variables, to be put directly before a script: it has no
 * line end, so that line numbers stay. Not exported, so that the script's own children can still start.
 *
 * @param paths file by variable name, from `ShellScript.largeValues`.
 * @returns '' for no values. A file that cannot be read ends the script with 1.
 */
export function largeValuesPrelude(paths: Readonly<Record<string, string>>): string {
  return Object.entries(paths)
    .map(([name, path]) => {
      const file = quoted(path);
      // The x keeps line ends at the value's end, which command substitution would strip.
      return `${name}=$(cat ${file} && printf x) || exit 1; ${name}=\${${name}%x}; `;
    })
    .join('');
}
