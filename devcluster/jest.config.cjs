const anyCluster = require('../test/cluster/jest.config.cjs');

module.exports = {
  ...anyCluster,
  runner: '<rootDir>/devcluster/test-runner.cjs',
  rootDir: '..',
  // What runs on every cluster runs on this one too.
  roots: ['<rootDir>/test/cluster', '<rootDir>/test/devcluster'],
  // The first start and stop the cluster themselves, the others need more programs: test:cluster-start, test:add-ons.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/devcluster/(host|add-ons)/'],
};
