import { buildGo } from './go-build';

/** The Kubernetes that the devcluster runs; the pins are in tools/go-modules/kubernetes. */
export const KUBERNETES_VERSION = '1.34.4';

const COMMANDS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'];
const VERSION_PACKAGE = 'k8s.io/component-base/version';

/** The folder with the Kubernetes programs and kubectl. Six minutes on two cores the first time. */
export function kubernetesBinaries(): Promise<string> {
  const [major, minor] = KUBERNETES_VERSION.split('.');
  const version = { gitVersion: `v${KUBERNETES_VERSION}`, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return buildGo({
    module: 'kubernetes',
    // One build for all of them: they share most packages, and the compiler keeps both cores busy.
    packages: COMMANDS.map((command) => `k8s.io/kubernetes/cmd/${command}`),
    linkerFlags: Object.entries(version)
      .map(([name, value]) => `-X ${VERSION_PACKAGE}.${name}=${value}`)
      .join(' '),
  });
}
