// Before any test: the bundle that tests of the command line run, built from today's source, and the schemas that
// manifests are held against, fetched once into the cache.
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');
const { fetchCustomResources } = require('../tools/custom-resources');
const { fetchKubernetesSchemas } = require('../tools/kubernetes-schemas');

module.exports = async () => {
  const root = join(__dirname, '..');
  execFileSync(process.execPath, [join(root, 'tools', 'build.mjs')], { cwd: root, stdio: 'inherit' });
  await Promise.all([fetchKubernetesSchemas(), fetchCustomResources()]);
};
