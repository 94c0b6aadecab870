import { join } from 'node:path';
import { kubernetesBinaries } from '../tools/kubernetes-binaries';
import { runInside } from './network-namespace';
import { KUBECONFIG } from './paths';

/** Run kubectl as administrator in the cluster's network. Returns its stdout; throws with its output. */
export async function kubectl(args: readonly string[], input?: string): Promise<string> {
  return runInside([join(await kubernetesBinaries(), 'kubectl'), `--kubeconfig=${KUBECONFIG}`, ...args], input);
}

/** Apply objects with server-side apply. */
export async function apply(objects: readonly object[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  await kubectl(['apply', '--server-side', '--field-manager=devcluster', '-f', '-'], JSON.stringify(list));
}
