const { transform } = require('../jest.config.cjs');

module.exports = {
  rootDir: '..',
  testEnvironment: 'node',
  roots: ['<rootDir>/test/devcluster'],
  // These start and stop the cluster themselves: npm run test:cluster-start.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/devcluster/host/'],
  // A pod that starts, a claim that is bound, a Job that ends: seconds each, more when the machine is busy.
  testTimeout: 120_000,
  transform,
};
