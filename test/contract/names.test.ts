import fc from 'fast-check';
import * as names from '../../contract/names';

/** A name that Kubernetes takes for a Service, the strictest kind of a run's objects (RFC 1035 label). */
const LABEL = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Characters that Kubernetes appends to a StatefulSet's name in the label of its revision. */
const REVISION = 11;

const runId = fc
  .stringMatching(/^[a-z][-a-z0-9]{0,33}$/)
  .map((text) => text.replace(/-+$/, ''))
  .filter((text) => text.length <= names.MAX_RUN_ID_LENGTH);

const NAMES: readonly (readonly [string, (runId: string) => string])[] = [
  ['Job', names.jobName],
  ['workspace', names.workspaceName],
  ['Redis', names.redisName],
  ['ConfigMap', names.workflowConfigName],
  ['report', names.reportName],
  ['account of the agents', names.agentAccountName],
  ['account of Redis', names.redisAccountName],
  ['account of the run', names.runAccountName],
  ['policy', (id) => names.networkPolicyName(id, 'default-deny')],
];

test.each(NAMES)('any run id makes a %s name that Kubernetes takes, with room for a revision', (_, nameOf) => {
  fc.assert(
    fc.property(runId, (id) => {
      expect(id).toMatch(names.RUN_ID_PATTERN);
      expect(nameOf(id)).toMatch(LABEL);
      if (nameOf === names.workspaceName || nameOf === names.redisName)
        expect(nameOf(id).length + REVISION).toBeLessThanOrEqual(63);
    }),
  );
});

test('two runs share no name', () => {
  fc.assert(
    fc.property(runId, runId, (a, b) => {
      fc.pre(a !== b);
      for (const [, nameOf] of NAMES) expect(nameOf(a)).not.toBe(nameOf(b));
    }),
  );
});
