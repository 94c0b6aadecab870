import { join } from 'node:path';
import { renderApp, unlockedRuns } from './app';
import { replaceFolder, writeTree } from './manifest-folder';
import { readProject } from './project';

/**
 * What `cdk8s synth` runs. The tool empties its output folder first and lists its content afterwards, so it gets a
 * scratch folder (`output` in cdk8s.yaml); `manifests/` is replaced only once everything has been rendered.
 * PRODIGY_IMAGES selects another image lock.
 */
function synth(root: string, env: NodeJS.ProcessEnv): void {
  const project = readProject(root, env.PRODIGY_IMAGES);
  const tree = renderApp(project);
  if (env.CDK8S_OUTDIR) writeTree(env.CDK8S_OUTDIR, tree);
  replaceFolder(join(root, 'manifests'), tree);
  for (const { workflow, target } of unlockedRuns(project))
    process.stderr.write(`${workflow} does not run on ${target}: prodigy-k8s renew ${workflow} --target ${target}\n`);
}

try {
  synth(join(__dirname, '..'), process.env);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
