import { SecretKey } from '../../contract/paths';
import type { RunDefinition } from '../run-definition';

/**
 * Tidy one repository, its top-level files and folders in parallel. The result is one branch `prodigy/<run>` with a
 * commit for each of them that changed.
 */
export const tidyWhitespace: RunDefinition = {
  description: 'Strip trailing white space and add missing final newlines, one agent per top-level entry',
  repository: {
    url: 'https://git.example.com/demo/project.git',
    revision: 'main',
  },
  credentials: {
    // Made in the namespace by whoever keeps its secrets; the result cannot be pushed without it.
    [SecretKey.GIT_TOKEN]: { source: 'existing', secretName: 'prodigy-credentials' },
  },
};
