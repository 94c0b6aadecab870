import { SecretKey } from '../../contract/paths';
import type { RunDefinition } from '../run-definition';

/**
 * Writes release notes for a repository. They are pushed as a branch `prodigy/<run>`, to be reviewed like any other
 * change; set `publish: 'target'` to push them to the target branch itself.
 */
export const releaseNotes: RunDefinition = {
  description: 'Write RELEASE-NOTES.md from the commits since the last tag',
  repository: {
    url: 'https://git.example.com/demo/project.git',
    revision: 'main',
  },
  credentials: {
    // Created in the namespace by whoever manages its secrets; without it the result cannot be pushed.
    [SecretKey.GIT_TOKEN]: { source: 'existing', secretName: 'prodigy-credentials' },
  },
};
