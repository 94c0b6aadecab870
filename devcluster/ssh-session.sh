#!/bin/sh
# What a deploy key may do: fetch from and push to the repositories that its line names, and ask where their large
# files are, as git-lfs does. Arguments: the repositories, such as demo/project.
for name in "$@"; do
  repository="$FORGE_REPOSITORIES/$name.git"
  case "$SSH_ORIGINAL_COMMAND" in
    "git-upload-pack '/$name.git'") exec git-upload-pack "$repository" ;;
    "git-receive-pack '/$name.git'") exec git-receive-pack "$repository" ;;
    "git-lfs-authenticate /$name.git download" | "git-lfs-authenticate /$name.git upload")
      credentials=$(printf 'git:%s' "$(head -n 1 "$FORGE_TOKENS")" | base64 -w 0)
      printf '{"href":"https://git.example.com/%s.git/info/lfs","header":{"Authorization":"Basic %s"}}\n' \
        "$name" "$credentials"
      exit ;;
  esac
done
echo "no such repository, or this key may not: $SSH_ORIGINAL_COMMAND" >&2
exit 1
