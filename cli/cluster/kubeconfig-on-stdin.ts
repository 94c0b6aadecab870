import { text } from 'node:stream/consumers';

/** Value of `--kubeconfig` that stands for what is given on stdin. */
export const STDIN = '-';

let given: Promise<string> | undefined;

/** What is given on stdin, which can be read once only, however often a command connects. */
export function kubeconfigOnStdin(): Promise<string> {
  given ??= text(process.stdin);
  return given;
}
