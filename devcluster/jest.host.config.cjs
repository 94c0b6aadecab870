const inside = require('./jest.config.cjs');

module.exports = { ...inside, roots: ['<rootDir>/test/devcluster/host'], testPathIgnorePatterns: ['/node_modules/'] };
