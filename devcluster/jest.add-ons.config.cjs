const inside = require('./jest.config.cjs');

module.exports = {
  ...inside,
  roots: ['<rootDir>/test/devcluster/add-ons'],
  testPathIgnorePatterns: ['/node_modules/'],
};
