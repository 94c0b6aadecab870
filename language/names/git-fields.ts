/* Fields whose values come from git. */

/** Of `step` and `workflow`: the changes of the previous step, and of the run so far. */
export const GIT_FIELDS = [
  ...['files_added', 'files_modified', 'files_deleted', 'files_changed'],
  ...['commits', 'commit_count', 'insertions', 'deletions'],
];

/** Of `merge`: the commits of the run. */
export const MERGE_FIELDS = ['commits', 'commit_count', 'commit_ids', 'modified_files', 'file_count', 'file_list'];
