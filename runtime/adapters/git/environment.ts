/** Configuration of every git command: nothing on the machine or in a repository may start a program. */
const FIXED_CONFIG: Readonly<Record<string, string>> = {
  'safe.directory': '*',
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'protocol.ext.allow': 'never',
  'submodule.recurse': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
};

/** Variables that git inherits from this process. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'SSL_CERT_FILE', 'GIT_SSL_CAINFO'];

/**
 * The complete environment of a git command.
 * @param protocols value of `GIT_ALLOW_PROTOCOL`: names joined by colons.
 * @param config added to the fixed configuration, and overrides it.
 * @param env added to the fixed environment, and overrides it.
 */
export function gitEnvironment(
  inherited: Readonly<Record<string, string | undefined>>,
  protocols: string,
  config: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = INHERITED.map((name) => [name, inherited[name]]).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    LANG: 'C.UTF-8',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: protocols,
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_ADVICE: '0',
    ...configEnvironment({ ...FIXED_CONFIG, ...config }),
    ...env,
  };
}

function configEnvironment(config: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(config);
  const pairs = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(entries.length), ...Object.fromEntries(pairs) };
}
