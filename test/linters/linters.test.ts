import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exceptions } from './exceptions';
import { checkovFindings, excepts, type Finding, kubeScoreFindings } from './findings';

const manifests = join(__dirname, '../../manifests');

const OPEN_POD = `
apiVersion: v1
kind: Pod
metadata: { name: open, namespace: prodigy }
spec: { containers: [{ name: a, image: "redis:latest", securityContext: { privileged: true } }] }
`;

let findings: Finding[];

beforeAll(async () => {
  findings = [...(await kubeScoreFindings(manifests)), ...(await checkovFindings(manifests))];
});

test.each(['kube-score', 'checkov'])('%s finds nothing in the manifests but what is excepted', (linter) => {
  const unexpected = findings.filter(
    (finding) => finding.linter === linter && !exceptions.some((exception) => excepts(exception, finding)),
  );
  expect(unexpected).toEqual([]);
});

test.each(
  exceptions.flatMap((exception) => exception.checks.map((check) => [exception.linter, check, exception] as const)),
)('the exception to %s %s is still needed', (_, check, exception) => {
  expect(findings.filter((finding) => excepts({ ...exception, checks: [check] }, finding))).not.toEqual([]);
});

test('a privileged container is found by both', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'prodigy-linters-'));
  try {
    writeFileSync(join(folder, 'pod.yaml'), OPEN_POD);
    const seen = [...(await kubeScoreFindings(folder)), ...(await checkovFindings(folder))];
    expect(seen).toContainEqual({
      linter: 'kube-score',
      check: 'container-security-context-privileged',
      file: '/pod.yaml',
    });
    expect(seen).toContainEqual({ linter: 'checkov', check: 'CKV_K8S_16', file: '/pod.yaml' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
