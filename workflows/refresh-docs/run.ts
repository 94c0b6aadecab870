import { SecretKey } from '../../contract/paths';
import type { RunDefinition } from '../run-definition';

/**
 * Compare the Markdown documents of one repository with what it holds, one agent per document. Corrections arrive as
 * one branch `prodigy/<run>`, to be reviewed like any other change.
 */
export const refreshDocs: RunDefinition = {
  description: 'Correct what Markdown documents say about their repository and is no longer true',
  repository: {
    url: 'https://git.example.com/demo/project.git',
    revision: 'main',
  },
  credentials: {
    // Made in the namespace by whoever keeps its secrets; without the token the result cannot be pushed.
    [SecretKey.GIT_TOKEN]: { source: 'existing', secretName: 'prodigy-credentials' },
    [SecretKey.CLAUDE_API_KEY]: { source: 'existing', secretName: 'prodigy-credentials' },
  },
};
