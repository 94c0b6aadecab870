import { buildGo } from './go-build';

/** Kubernetes version of the devcluster; pinned in tools/go-modules/kubernetes. */
export const KUBERNETES_VERSION = '1.34.4';

const COMMANDS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'];
const VERSION_PACKAGE = 'k8s.io/component-base/version';

/** The folder with the Kubernetes programs and kubectl. The first build takes six minutes on two cores. */
export function kubernetesBinaries(): Promise<string> {
  const [major, minor] = KUBERNETES_VERSION.split('.');
  const version = { gitVersion: `v${KUBERNETES_VERSION}`, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return buildGo({
    module: 'kubernetes',
    // A single build: the programs share most packages, and the compiler keeps both cores busy.
    packages: COMMANDS.map((command) => `k8s.io/kubernetes/cmd/${command}`),
    linkerFlags: Object.entries(version)
      .map(([name, value]) => `-X ${VERSION_PACKAGE}.${name}=${value}`)
      .join(' '),
  });
}
