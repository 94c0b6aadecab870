import { CliError } from './cli-error';

/** Flags that apply only on a cluster. */
const ON_CLUSTER = [
  'again',
  'environment',
  'minParallel',
  'namespace',
  'tenant',
  'useSpot',
  'storageClass',
  'workspaceSize',
  'cleanupPolicy',
  'repository',
  'revision',
  'secret',
  'credential',
  'knownHosts',
  'caCertificates',
  'gitUsername',
  'allowHost',
  'image',
  'nodeSelector',
  'toleration',
  'anonymous',
  'publish',
  'pullRequest',
  'pullRequestTitle',
  'pullRequestBodyFile',
  'pullRequestDraft',
  'pullRequestBase',
  'images',
  'kubeconfig',
  'context',
  'timeout',
  'detach',
  'suspend',
  'skipPreflight',
  'strategy',
  'reason',
];

/** Flags that apply only to local runs. */
const HERE = ['yes', 'path', 'quiet', 'metricsFile'];

type Flags = Readonly<Record<string, unknown>>;

/** @throws CliError if a flag would be ignored, since everything is local without `--cluster`. */
export function onlyHere(flags: Flags): void {
  const idle = ON_CLUSTER.find((name) => flags[name] !== undefined);
  if (idle)
    throw new CliError(`'--${asWritten(idle)}' must come with --cluster, got none: name the cluster, or leave it out`);
}

/** @throws CliError if a flag would be ignored, since nothing is local with `--cluster`. */
export function onlyOnCluster(flags: Flags): void {
  const idle = HERE.find((name) => flags[name] !== undefined);
  if (idle)
    throw new CliError(
      `'--${asWritten(idle)}' must not come with --cluster, got ${flags.cluster}: leave one of them out`,
    );
}

/**
 * Interpret `--dry-run` of a local run, which contacts no cluster.
 * @throws CliError if a mode for clusters is given.
 */
export function dryRunHere(how: string | true | undefined): boolean {
  if (how === undefined) return false;
  if (how === true || how === '') return true;
  throw new CliError(`'--dry-run' must have no value without --cluster, got ${how}: name the cluster, or leave it out`);
}

/** A flag's name as written on the command line. */
const asWritten = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A whole number in digits; undefined if the text is not one within the bounds. */
export function wholeNumber(text: string, max = Number.MAX_SAFE_INTEGER): number | undefined {
  const value = Number(text);
  return /^[0-9]+$/.test(text) && value >= 1 && value <= max ? value : undefined;
}

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;

/** Milliseconds of a duration such as `7d`, `12h`, `30m` or `45s`; undefined if the text is not one. */
export function ageInMs(text: string): number | undefined {
  const [, digits, unit] = /^([0-9]{1,6})([dhms])$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * UNITS[unit as keyof typeof UNITS];
}

/**
 * Value of `--timeout`.
 * @param otherwise seconds if it is not given.
 * @throws CliError if it is not a number of seconds.
 */
export function timeoutSeconds(text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : wholeNumber(text);
  if (value !== undefined) return value;
  throw new CliError(`'--timeout' must be a whole number of seconds, got ${text}`);
}

/** @throws CliError if a command that works only on clusters is given none. */
export function mustHaveCluster(command: string, { cluster }: { readonly cluster?: string }): void {
  if (cluster === undefined) throw new CliError(`'--cluster' must be given with ${command}, got none`);
}
