import type { Command } from 'commander';
import { Label } from '../../contract/labels';
import { clusters } from '../../stacks/clusters';
import { reach } from '../cluster/reach';
import { OURS } from '../cluster/reports';
import { knownClusters } from '../cluster/target';
import { completions } from '../complete';
import { localRuns } from '../local-runs';
import type { Shell } from '../shell-program';
import type { Terminal } from '../terminal';

/** Each script calls the program, so that it never becomes outdated; without suggestions, files are offered. */
const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# source <(prodigy-k8s completion bash)
_prodigy_k8s() {
  local IFS=$'\\n'
  COMPREPLY=($(prodigy-k8s __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _prodigy_k8s prodigy-k8s
`,
  zsh: `#compdef prodigy-k8s
# source <(prodigy-k8s completion zsh)
_prodigy_k8s() {
  local -a found
  found=("\${(@f)$(prodigy-k8s __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -a found; else _files; fi
}
compdef _prodigy_k8s prodigy-k8s
`,
  fish: `# prodigy-k8s completion fish | source
function __prodigy_k8s
  set -l words (commandline -opc) (commandline -ct)
  prodigy-k8s __complete -- $words[2..-1] 2>/dev/null
end
complete -c prodigy-k8s -a '(__prodigy_k8s)'
`,
};

/** Print the script with which a shell completes this program's commands, flags and runs. */
export const printCompletion = (shell: Shell, terminal: Terminal): void => terminal.out(SCRIPTS[shell]);

/** Milliseconds to wait for the runs of a cluster before completing without them. */
const PATIENCE = 2000;

/** Print the completions of the last word, one per line. Whatever cannot be found is left out. */
export async function complete(root: Command, words: readonly string[], terminal: Terminal): Promise<void> {
  const found = await completions(root, words, {
    clusters: (await knownClusters(terminal).catch(() => clusters)).map(({ name }) => name),
    runs: (cluster) => runs(cluster, terminal).catch(() => []),
  });
  terminal.out(found.map((one) => `${one}\n`).join(''));
}

async function runs(cluster: string | undefined, terminal: Terminal): Promise<string[]> {
  if (cluster === undefined) return (await localRuns(terminal.home)).map(({ runId }) => runId);
  const { kube, namespace } = await reach({ cluster }, { ...terminal, progress: () => undefined });
  const all = ['ConfigMap', 'Job'].map((kind) => kube.list(kind === 'Job' ? 'batch/v1' : 'v1', kind, namespace, OURS));
  const late = new Promise<never>((_, reject) => setTimeout(reject, PATIENCE).unref());
  const found = (await Promise.race([Promise.all(all), late])).flat();
  return [...new Set(found.map(({ metadata }) => metadata?.labels?.[Label.RUN_ID]).filter((id) => id !== undefined))];
}
