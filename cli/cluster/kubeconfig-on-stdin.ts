import { text } from 'node:stream/consumers';

/** Value of `--kubeconfig` that means stdin. */
export const STDIN = '-';

let given: Promise<string> | undefined;

/** The kubeconfig on stdin, which can be read only once, however often a command connects. */
export function kubeconfigOnStdin(): Promise<string> {
  given ??= text(process.stdin);
  return given;
}
