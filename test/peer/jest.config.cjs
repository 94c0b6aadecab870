const { transform } = require('../../jest.config.cjs');

module.exports = {
  rootDir: '../..',
  testEnvironment: 'node',
  roots: ['<rootDir>/test/peer'],
  globalSetup: '<rootDir>/test/peer/build-peer.ts',
  // Each test runs two programs, one after the other.
  testTimeout: 120_000,
  transform,
};
