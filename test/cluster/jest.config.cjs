const { transform } = require('../../jest.config.cjs');

module.exports = {
  rootDir: '../..',
  testEnvironment: 'node',
  roots: ['<rootDir>/test/cluster'],
  // A pod that starts, a claim that is bound, a Job that ends: seconds each, more when the machine is busy.
  testTimeout: 400_000,
  transform,
};
