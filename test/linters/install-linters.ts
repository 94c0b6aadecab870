import { actionlint, checkovPath, kubeScore } from '../../tools/linters';

/** Before any test: the linters, which are made once and take longer than a test may. */
export default async function installLinters(): Promise<void> {
  await actionlint();
  await kubeScore();
  await checkovPath();
}
