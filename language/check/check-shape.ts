import { z } from 'zod';
import type { YamlPath } from '../yaml/plain-value';
import { checkKeys } from './check-keys';
import { nameOf, type Report } from './report';

type Issue = z.core.$ZodIssue;

/** Like `safeParse`, but without an error that contains every issue as JSON: a hostile file has a hundred thousand. */
const parse = z.core._safeParse(
  class {
    public constructor(public readonly issues: Issue[]) {}
  } as never,
);

/**
 * Check a document against a schema of the format and report what is wrong or ignored.
 * @returns undefined if something is wrong.
 */
export function checkShape<Value>(report: Report, schema: z.ZodType<Value>): Value | undefined {
  const { value } = report.source;
  checkKeys(report, schema, value, []);
  // Compiling the schema takes longer than checking the one document that a process reads.
  const result = parse(schema, value, { jitless: true });
  if (result.success) return report.hasErrors ? undefined : result.data;
  for (const issue of result.error.issues) {
    if (report.isFull('error')) break;
    for (const leaf of leavesOf(issue)) tell(report, leaf);
  }
  return undefined;
}

/** A union's issues: those of the form that the value has, or that it has none of the forms. */
function leavesOf(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const form = issue.errors.find((issues) => !issues.some(isOtherForm));
  if (form === undefined) return [issue];
  return form.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })).flatMap(leavesOf);
}

const isOtherForm = ({ code, path }: Issue): boolean =>
  path.length === 0 && ['invalid_type', 'invalid_value', 'invalid_union'].includes(code);

function tell(report: Report, issue: Issue): void {
  const path = issue.path as YamlPath;
  if (issue.code === 'invalid_key') {
    report.error(
      `a key of ${nameOf(path.slice(0, -1))} must be ${issue.issues[0]?.message}, got '${path.at(-1)}'`,
      path,
      'key',
    );
  } else if (issue.code === 'custom' && typeof issue.params?.offset === 'number') {
    report.error(`${nameOf(path)} ${issue.message}`, path, { offset: issue.params.offset });
  } else {
    report.mustBe(issue.message, path, valueAt(report.source.value, path));
  }
}

const valueAt = (value: unknown, path: YamlPath): unknown =>
  path.reduce(
    (holder, key) =>
      typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key)
        ? (holder as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
