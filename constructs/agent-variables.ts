import type { k8s } from 'cdk8s-plus-28';
import type { AgentVariable } from '../contract/agent-pod';
import { Env, TRACE_COLLECTOR_VARIABLE } from '../contract/environment';
import { KEY, OBJECT_NAME } from '../contract/object-names';

const NAME = /^[A-Za-z_]\w*$/;

/**
 * Reserved names, which this project, the shell, git, Node or Kubernetes use: they could break steps or leak secrets.
 */
const TAKEN: readonly string[] = [
  ...[...Object.values(Env), 'HOME', 'PATH', 'SHELL', 'USER', 'LOGNAME', 'TMPDIR', 'PWD', 'IFS', 'ENV', 'BASH_ENV'],
  ...['ANTHROPIC_API_KEY', 'CLAUDE_API_KEY', TRACE_COLLECTOR_VARIABLE],
];
const TAKEN_PREFIXES = /^(PRODIGY|GIT|LD|NODE|KUBERNETES)_/;
const FIELD =
  /^(metadata\.(name|namespace|uid)|metadata\.(labels|annotations)\['[-._/a-zA-Z0-9]+'\]|spec\.(nodeName|serviceAccountName)|status\.(podIP|hostIP))$/;

/**
 * Variables of an agent's container, and the list of their names: steps inherit only those on it.
 *
 * @throws Error if a name is reserved, or a source is not valid in Kubernetes.
 */
export function agentVariables(variables: { readonly [name: string]: AgentVariable }): k8s.EnvVar[] {
  const names = Object.keys(variables).sort();
  if (names.length === 0) return [];
  return [
    ...names.map((name) => ({ name: freeName(name), valueFrom: sourceOf(name, variables[name]!) })),
    { name: Env.STEP_VARIABLES, value: names.join(',') },
  ];
}

function freeName(name: string): string {
  if (!NAME.test(name))
    throw new Error(
      `'variables' must be named in letters, digits and underscores, got ${JSON.stringify(name)}: write BUILD_MODE`,
    );
  if (TAKEN.includes(name) || TAKEN_PREFIXES.test(name))
    throw new Error(`'variables' must have names of their own, got ${name}: it is taken, choose another`);
  return name;
}

function sourceOf(name: string, variable: AgentVariable): k8s.EnvVarSource {
  if (variable.source === 'configMap') {
    checkReference(name, variable.configMapName, variable.key);
    return { configMapKeyRef: { name: variable.configMapName, key: variable.key, optional: false } };
  }
  if (FIELD.test(variable.path)) return { fieldRef: { fieldPath: variable.path } };
  throw new Error(
    `'variables' must name a field of the downward API, got ${variable.path} for ${name}: ` +
      "write metadata.name, spec.nodeName, status.podIP or metadata.labels['team']",
  );
}

function checkReference(name: string, configMapName: string, key: string): void {
  if (OBJECT_NAME.test(configMapName) && KEY.test(key)) return;
  throw new Error(
    `'variables' must name a ConfigMap and its key as Kubernetes does, got ${JSON.stringify(`${configMapName}/${key}`)} ` +
      `for ${name}: the value itself belongs into that ConfigMap`,
  );
}
