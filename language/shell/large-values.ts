import { quoted } from './quoted';

/**
 * Shell code that reads large values from files into their variables, to be prepended to a script. It contains no
 * newline, so line numbers stay the same, and exports nothing, so that the script can still start child processes.
 *
 * @param paths file by variable name, from `ShellScript.largeValues`.
 * @returns '' if there are no values. If a file cannot be read, the script exits with 1.
 */
export function largeValuesPrelude(paths: Readonly<Record<string, string>>): string {
  return Object.entries(paths)
    .map(([name, path]) => {
      const file = quoted(path);
      // The x protects newlines at the end of the value, which command substitution would strip.
      return `${name}=$(cat ${file} && printf x) || exit 1; ${name}=\${${name}%x}; `;
    })
    .join('');
}
