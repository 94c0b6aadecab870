import { SecretKey } from '../../contract/paths';
import type { RunDefinition } from '../run-definition';

/**
 * Release notes of one repository. They arrive as a branch `prodigy/<run>`, to be reviewed like any other change: set
 * `publish: 'target'` to have them on the branch itself.
 */
export const releaseNotes: RunDefinition = {
  description: 'Write RELEASE-NOTES.md from the commits since the last tag',
  repository: {
    url: 'https://git.example.com/demo/project.git',
    revision: 'main',
  },
  credentials: {
    // Made in the namespace by whoever keeps its secrets; the result cannot be pushed without it.
    [SecretKey.GIT_TOKEN]: { source: 'existing', secretName: 'prodigy-credentials' },
  },
};
