import { SecretKey } from '../../contract/paths';
import type { RunDefinition } from '../run-definition';

/**
 * Tidies a repository, its top-level files and folders in parallel. The result is a branch `prodigy/<run>` with one
 * commit for each of them that changed.
 */
export const tidyWhitespace: RunDefinition = {
  description: 'Strip trailing whitespace and add missing final newlines, one item per top-level entry',
  repository: {
    url: 'https://git.example.com/demo/project.git',
    revision: 'main',
  },
  credentials: {
    // Created in the namespace by whoever manages its secrets; without it the result cannot be pushed.
    [SecretKey.GIT_TOKEN]: { source: 'existing', secretName: 'prodigy-credentials' },
  },
};
