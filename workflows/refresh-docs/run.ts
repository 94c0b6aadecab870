import { SecretKey } from '../../contract/paths';
import type { RunDefinition } from '../run-definition';

/**
 * Compares the Markdown documents of a repository with its content, one item per document. The corrections are pushed
 * as a branch `prodigy/<run>`, to be reviewed like any other change.
 */
export const refreshDocs: RunDefinition = {
  description: 'Check Markdown documents against their repository and correct what is no longer true',
  repository: {
    url: 'https://git.example.com/demo/project.git',
    revision: 'main',
  },
  credentials: {
    // Created in the namespace by whoever manages its secrets; without the token the result cannot be pushed.
    [SecretKey.GIT_TOKEN]: { source: 'existing', secretName: 'prodigy-credentials' },
    [SecretKey.CLAUDE_API_KEY]: { source: 'existing', secretName: 'prodigy-credentials' },
  },
};
