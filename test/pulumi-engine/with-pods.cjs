module.exports = require('./without-pods.cjs').podsAgain;
