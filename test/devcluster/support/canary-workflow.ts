/** A file in the agent's pod: the workflow makes `at-…` and waits for the others. */
export const gate = (name: string): string => `/tmp/${name}`;

/** Stands in for Claude's command line: says which key it was given, by its digest, and waits at a gate. */
const CLAUDE = `#!/bin/sh
echo claude "$(printf %s "$ANTHROPIC_API_KEY" | sha256sum | cut -c 1-64)" >>seen.txt
echo "my key is $ANTHROPIC_API_KEY"
touch ${gate('at-claude')}
until [ -e ${gate('told')} ]; do sleep 1; done
printf '{"type":"result","subtype":"success","is_error":false,"result":"the key is %s","num_turns":1}\\n' "$ANTHROPIC_API_KEY"
`;

/** What the repository of the run holds. */
export const canaryProject = (control: string): Record<string, string> => ({
  'README.md': `${control}\n`,
  'claude.sh': CLAUDE,
});

const digest = 'printf %s "$API_KEY" | sha256sum | cut -c 1-64';

/**
 * Every step prints the secrets that it has, in the ways in which that happens; one item fails with them. Between its
 * gates the workflow waits until its key has changed, and the next step says which one it was given.
 */
export const canaryWorkflow = `name: canaries
mode: mapreduce
env:
  PATH: /tmp/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
secrets:
  API_KEY: { provider: env, key: API_KEY }
setup:
  - shell: |
      date +%s.%N >/tmp/first-read
      test -n "$API_KEY" && mkdir -p /tmp/bin && install -m 755 claude.sh /tmp/bin/claude
map:
  max_parallel: 1
  input: printf 'quiet\\nshouting\\n'
  agent_template:
    - shell: |
        echo "the key is $API_KEY"
        printf %s "$API_KEY" | base64 -w 0
        printf '{"key":"%s"}' "$API_KEY" >&2
        cat README.md
        printf %s "\${item}" | grep -q quiet || { cat README.md >&2; echo "$API_KEY was refused" >&2; exit 7; }
reduce:
  - shell: |
      echo "before $(${digest})" >>seen.txt
      echo "$API_KEY"
      touch ${gate('at-work')}
      sh -c 'until [ -e ${gate('looked')} ]; do sleep 1; done' waiting "$(cat README.md)"
      until [ "$(cat /secrets/API_KEY)" != "$API_KEY" ] && [ -e ${gate('rotated')} ]; do sleep 1; done
  - shell: |
      echo "after $(${digest})" >>seen.txt
      echo "$API_KEY"
  - claude: /tell \${map.total}
  - shell: git add seen.txt && git commit -qm 'Say which keys were seen'
    commit_required: true
`;
