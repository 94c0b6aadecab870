/** Workflows that look around from inside a step and commit what they saw. */

/** Every place where an agent could hold a credential; `canary-` starts each planted value. */
export const lookAround = (origin: string): string => `name: look-around
commands:
  - name: look for credentials
    shell: |
      {
        echo "api-token=$(ls /var/run/secrets/kubernetes.io/serviceaccount 2>/dev/null | wc -l)"
        echo "secrets=$(ls /secrets 2>/dev/null | wc -l)"
        echo "canaries=$(grep -rlsI 'canary-[0-9a-f]' /secrets /config /home /tmp /workspace /var/run /run /etc 2>/dev/null | wc -l)"
        echo "environ=$(cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c 'canary-[0-9a-f]')"
        echo "askpass=\${GIT_ASKPASS:-none} token-file=\${PRODIGY_GIT_TOKEN_FILE:-none}"
        echo "audience=$(cut -d. -f2 /var/run/secrets/prodigy.io/token | tr '_-' '/+' | base64 -d 2>/dev/null | grep -o '"aud":\\[[^]]*\\]')"
        echo "origin=$(GIT_TERMINAL_PROMPT=0 git -c http.sslVerify=false ls-remote ${origin} 2>/dev/null | wc -l)"
        node -e '
          const https = require("node:https"), fs = require("node:fs");
          const headers = { authorization: "Bearer " + fs.readFileSync("/var/run/secrets/prodigy.io/token", "utf8") };
          https.get("https://kubernetes.default.svc/api/v1/namespaces", { headers, rejectUnauthorized: false },
            (answer) => { console.log("api=" + answer.statusCode); process.exit(); }).on("error", () => console.log("api=unreachable"));
        '
      } > looked.txt
      git add looked.txt
      git commit -qm 'Say what a step can see'
    commit_required: true
`;
