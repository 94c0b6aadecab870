const anyCluster = require('../test/cluster/jest.config.cjs');

module.exports = {
  ...anyCluster,
  runner: '<rootDir>/devcluster/test-runner.cjs',
  rootDir: '..',
  // The tests for any cluster also run on this one.
  roots: ['<rootDir>/test/cluster', '<rootDir>/test/devcluster'],
  // host/ starts and stops the cluster itself, add-ons/ needs more programs: test:cluster-start, test:add-ons.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/devcluster/(host|add-ons)/'],
};
