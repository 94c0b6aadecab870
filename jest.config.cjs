const { availableParallelism } = require('node:os');

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  // Many tests start git, agents, Redis or sshd; on a busy machine that takes far longer than jest's five seconds.
  testTimeout: 180_000,
  // Tests wait for processes of their own about half of the time: one file more than there are cores fills the pauses.
  maxWorkers: availableParallelism() + 1,
  globalSetup: '<rootDir>/test/build-once.cjs',
  // They have configurations, and commands, of their own.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/chaos/',
    '<rootDir>/test/cluster/',
    '<rootDir>/test/devcluster/',
    '<rootDir>/test/linters/',
    '<rootDir>/test/package/',
    '<rootDir>/test/peer/',
    '<rootDir>/test/pulumi-engine/',
  ],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs', ignoreDynamic: true },
      },
    ],
  },
};
