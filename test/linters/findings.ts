import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { checkovPath, kubeScore } from '../../tools/linters';
import type { Exception } from './exceptions';

/** What a linter has against a manifest. */
export interface Finding {
  readonly linter: Exception['linter'];
  readonly check: string;
  /** Path under the folder that was checked, with a leading slash. */
  readonly file: string;
}

/** The oldest version that is supported: what it cannot do, no manifest may need. */
const KUBERNETES = 'v1.31';

/** Grades of kube-score that it prints as critical (1) and warning (5); higher ones pass. */
const WORST_PASSING_GRADE = 7;

interface ScoredObject {
  readonly file_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly skipped: boolean;
    readonly grade: number;
  }[];
}

/** What kube-score calls critical or a warning in the manifests of a folder. */
export async function kubeScoreFindings(folder: string): Promise<Finding[]> {
  const options = [
    '--output-format',
    'json',
    '--kubernetes-version',
    KUBERNETES,
    '--disable-ignore-checks-annotations',
  ];
  const optional = ['container-seccomp-profile', 'container-ports-check'];
  const enabled = optional.flatMap((check) => ['--enable-optional-test', check]);
  const report = output(await kubeScore(), ['score', ...options, ...enabled, ...manifests(folder)]);
  return (JSON.parse(report) as ScoredObject[]).flatMap(({ file_name, checks }) =>
    checks
      .filter(({ skipped, grade }) => !skipped && grade < WORST_PASSING_GRADE)
      .map(({ check }) => ({
        linter: 'kube-score' as const,
        check: check.id,
        file: `/${relative(folder, file_name)}`,
      })),
  );
}

interface CheckovReport {
  readonly results: { readonly failed_checks: readonly { readonly check_id: string; readonly file_path: string }[] };
  readonly summary: { readonly parsing_errors: number; readonly passed: number };
}

/** The checks of checkov that fail in the manifests of a folder. */
export async function checkovFindings(folder: string): Promise<Finding[]> {
  const options = ['--framework', 'kubernetes', '--output', 'json', '--quiet', '--compact', '--skip-download'];
  const env = { ...process.env, PYTHONPATH: await checkovPath(), PYTHONDONTWRITEBYTECODE: '1' };
  const report = JSON.parse(output('python3', ['-m', 'checkov.main', '-d', folder, ...options], env)) as CheckovReport;
  if (!report.summary || report.summary.parsing_errors > 0)
    throw new Error(`'${folder}' must be manifests that checkov can read, got ${JSON.stringify(report.summary)}`);
  return report.results.failed_checks.map(({ check_id, file_path }) => ({
    linter: 'checkov',
    check: check_id,
    file: file_path,
  }));
}

/** Whether an exception is about a finding. */
export const excepts = ({ linter, checks, files }: Exception, finding: Finding): boolean =>
  linter === finding.linter && checks.includes(finding.check) && files.test(finding.file);

function manifests(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml') && entry.name !== 'kustomization.yaml')
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What a linter prints; both exit with 1 where they find something. */
function output(program: string, args: readonly string[], env = process.env): string {
  try {
    return execFileSync(program, args, {
      env,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number | null; stdout: string; stderr: string };
    if (status === 1 && stdout !== '') return stdout;
    throw new Error(`'${program}' must exit with 0 or 1, got ${status}: ${stderr}`);
  }
}
