// Runs the suites of the cluster: most of them concurrently, each in its own namespaces, since they mostly wait; then,
// one by one, those that need the cluster to themselves.
const { basename } = require('node:path');
const { default: TestRunner } = require('jest-runner');

/** They disturb the node, measure its timing, inspect all of it, or use something the cluster has only one of. */
const ALONE = [
  'api-server.test.ts',
  'cluster.test.ts',
  'dry-run.test.ts',
  'faults-in-each-phase.test.ts',
  'faults-of-the-node.test.ts',
  'review-live.test.ts',
  'scale.test.ts',
  'secrets.test.ts',
];

/** The longest suites start first, so that none of them is left when the others have ended. */
const LONGEST = ['faults.test.ts', 'life.test.ts', 'elastic.test.ts', 'faults-of-what-a-run-needs.test.ts'];

const isIn = (names) => (test) => names.includes(basename(test.path));

module.exports = class extends TestRunner {
  async runTests(tests, watcher, options) {
    const alone = tests.filter(isIn(ALONE));
    const others = tests.filter((test) => !alone.includes(test));
    const first = others.filter(isIn(LONGEST));
    const together = [...first, ...others.filter((test) => !first.includes(test))];
    await super.runTests(together, watcher, options);
    await super.runTests(alone, watcher, { ...options, serial: true });
  }
};
