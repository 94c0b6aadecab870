/* Fields whose values git knows. */

/** Of `step` and `workflow`: what the step before, and the run so far, changed. */
export const GIT_FIELDS = [
  ...['files_added', 'files_modified', 'files_deleted', 'files_changed'],
  ...['commits', 'commit_count', 'insertions', 'deletions'],
];

/** Of `merge`: the commits of the run. */
export const MERGE_FIELDS = ['commits', 'commit_count', 'commit_ids', 'modified_files', 'file_count', 'file_list'];
