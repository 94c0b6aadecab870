// Runs suites in sequence and counts the tests in jest's reports (`--json`). Skipped tests and files that could not run
// count as failed. If only a few files fail, they are rerun once, alone (docs/decisions/0028).

/** If more files fail, it is no accident. */
const ASKED_AGAIN = 3;

/**
 * `run(suite, files)` returns the exit status and jest report of a suite, or of only these files of it. The report is
 * undefined if jest wrote none, and null for a suite that is not jest.
 */
export function tally(suites, run) {
  const total = { passed: 0, failed: 0, unsteady: [] };
  for (const suite of suites) {
    const first = run(suite, []);
    const failed = failedFiles(first.report);
    const again = first.status !== 0 && !suite.once && failed.length > 0 && failed.length <= ASKED_AGAIN;
    const second = again ? run(suite, failed) : undefined;
    if (second !== undefined && outcome(second).failed === 0) {
      add(total, count(first.report, failed));
      add(total, outcome(second));
      total.unsteady.push(...failed);
    } else add(total, outcome(first));
    if (suite.needed && first.status !== 0) break;
  }
  return total;
}

/** Counts the tests, and the suite's exit status as one more. */
function outcome({ status, report }) {
  const { passed, failed } = count(report);
  return status === 0 ? { passed: passed + 1, failed } : { passed, failed: failed + 1 };
}

function count(report, without = []) {
  if (report === null) return { passed: 0, failed: 0 };
  if (report === undefined) return { passed: 0, failed: 1 };
  const files = report.testResults.filter(({ name }) => !without.includes(name));
  const tests = files.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const passed = tests.filter((status) => status === 'passed').length;
  const notRun = files.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some(isFailed),
  );
  return { passed, failed: tests.length - passed + notRun.length };
}

const failedFiles = (report) =>
  (report?.testResults ?? []).filter(({ status }) => status === 'failed').map(({ name }) => name);

const isFailed = ({ status }) => status === 'failed';

function add(total, { passed, failed }) {
  total.passed += passed;
  total.failed += failed;
}
