/** Variable that tells the hook which refs a pusher may move, one per line. */
export const PUSH_REFS = 'PRODIGY_PUSH_REFS';

/** The hook that checks every ref of every push; the server has authenticated the pusher before. */
export const PRE_RECEIVE = `#!/bin/sh
# Written by the workspace server. ${PUSH_REFS} holds the refs that the pusher may move, one a line.
set -f
while read -r old new ref; do
  allowed=no
  for candidate in $${PUSH_REFS}; do
    if [ "$candidate" = "$ref" ]; then allowed=yes; fi
  done
  if [ "$allowed" = no ]; then
    echo "this pod may not push to $ref" >&2
    exit 1
  fi
  case $new in
    *[!0]*) ;;
    *) echo "$ref may not be deleted" >&2; exit 1 ;;
  esac
  if [ "$ref" = refs/prodigy/session ] && ! git merge-base --is-ancestor "$old" "$new"; then
    echo "$ref only moves forward" >&2
    exit 1
  fi
done
`;
