const { transform } = require('../../jest.config.cjs');

module.exports = {
  rootDir: '../..',
  testEnvironment: 'node',
  roots: ['<rootDir>/test/pulumi-engine'],
  // Every deployment starts an engine and two plugins; pods end, and claims go, in seconds each.
  testTimeout: 300_000,
  transform,
};
