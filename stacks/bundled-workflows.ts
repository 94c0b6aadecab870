import { refreshDocs } from '../workflows/refresh-docs/run';
import { releaseNotes } from '../workflows/release-notes/run';
import type { RunDefinition } from '../workflows/run-definition';
import { tidyWhitespace } from '../workflows/tidy-whitespace/run';

/** A workflow of this project: its definition and the path of its file. */
export interface BundledWorkflow {
  /** Folder under `workflows/` and under `manifests/<target>/`. */
  readonly name: string;
  /** Path of the workflow file from the project's root. */
  readonly file: string;
  readonly definition: RunDefinition;
}

/** Every workflow that manifests are rendered for. */
export const bundledWorkflows: readonly BundledWorkflow[] = [
  bundled('refresh-docs', refreshDocs),
  bundled('release-notes', releaseNotes),
  bundled('tidy-whitespace', tidyWhitespace),
];

function bundled(name: string, definition: RunDefinition): BundledWorkflow {
  return { name, file: `workflows/${name}/workflow.yaml`, definition };
}
