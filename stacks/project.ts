import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composedText } from '../language/compose/compose-workflow';
import type { AppProps, LoadedWorkflow } from './app';
import { type BundledWorkflow, bundledWorkflows } from './bundled-workflows';
import { folderFiles } from './folder-files';
import { parseImages } from './images';
import { readTree } from './manifest-folder';
import { parseRunLock, type RunLock, runLockFile } from './run-lock';
import { targets } from './targets';
import type { WorkflowSource } from './workflow-source';

/**
 * Read what this project's manifests are rendered from. Called only by entry points.
 *
 * @param root folder of the project.
 * @param imagesFile the image lock. @default - images.lock of the project
 * @throws Error naming the file that cannot be read or used.
 */
export function readProject(root: string, imagesFile = join(root, 'images.lock')): AppProps {
  return {
    clusters: targets,
    workflows: bundledWorkflows.map((workflow) => loaded(root, workflow)),
    images: parseImages(readFileSync(imagesFile, 'utf8'), imagesFile),
    get committed() {
      return readTree(join(root, 'manifests'));
    },
  };
}

/** The workflow file, and any others that it is composed of, are read only when needed. */
function loaded(root: string, workflow: BundledWorkflow): LoadedWorkflow {
  let source: WorkflowSource | undefined;
  return {
    ...workflow,
    get source() {
      source ??= { text: workflowText(root, workflow), file: workflow.file };
      return source;
    },
    lock: readRunLock(root, runLockFile(workflow.name)),
  };
}

/** The workflow file, composed with all files that it refers to. */
function workflowText(root: string, { file, definition }: BundledWorkflow): string {
  const choices = { profile: definition.profile, parameters: Object.keys(definition.parameters ?? {}) };
  return composedText(readFileSync(join(root, file), 'utf8'), file, folderFiles(root, file), choices);
}

/** A workflow has no lock until it first runs where runs are locked. */
function readRunLock(root: string, file: string): RunLock {
  try {
    return parseRunLock(readFileSync(join(root, file), 'utf8'), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
}
