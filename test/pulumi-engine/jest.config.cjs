const { transform } = require('../../jest.config.cjs');

module.exports = {
  rootDir: '../..',
  testEnvironment: 'node',
  roots: ['<rootDir>/test/pulumi-engine'],
  // Every deployment starts an engine and two plugins, in seconds where the machine is at rest; on one with ten times the work that
  // it has cores for, a test of five deployments takes six minutes.
  testTimeout: 1_200_000,
  globalSetup: '<rootDir>/test/pulumi-engine/without-pods.cjs',
  globalTeardown: '<rootDir>/test/pulumi-engine/with-pods.cjs',
  transform,
};
