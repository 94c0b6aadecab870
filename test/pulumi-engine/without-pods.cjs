// Keep pods from starting while all of these tests work: what is deployed is looked at, and a pod that never started goes at once.
const { execFileSync } = require('node:child_process');

const nodes = (verb) => () => execFileSync('kubectl', [verb, '--selector=kubernetes.io/os=linux']);

module.exports = nodes('cordon');
module.exports.podsAgain = nodes('uncordon');
