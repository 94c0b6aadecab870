const { transform } = require('../../jest.config.cjs');

module.exports = {
  rootDir: '../..',
  testEnvironment: 'node',
  roots: ['<rootDir>/test/chaos'],
  // The full suite strikes for a quarter of an hour.
  testTimeout: 3_600_000,
  transform,
};
