const { transform } = require('../../jest.config.cjs');

module.exports = {
  rootDir: '../..',
  testEnvironment: 'node',
  roots: ['<rootDir>/test/linters'],
  globalSetup: '<rootDir>/test/linters/install-linters.ts',
  // Checkov alone takes seconds to start, a minute on a busy machine.
  testTimeout: 300_000,
  transform,
};
