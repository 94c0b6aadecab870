const anyCluster = require('../test/cluster/jest.config.cjs');

module.exports = {
  ...anyCluster,
  rootDir: '..',
  // What runs on every cluster runs on this one too.
  roots: ['<rootDir>/test/cluster', '<rootDir>/test/devcluster'],
  // These start and stop the cluster themselves: npm run test:cluster-start.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/devcluster/host/'],
};
