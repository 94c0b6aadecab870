import { type RunEndFlags, tellEnd } from '../../cli/run-end';
import type { Report } from '../../contract/report';

const items = (dead: number, skipped = 0): Report['items'] => ({ total: 4, merged: 3, unchanged: 0, dead, skipped });

function statusOf(report: Partial<Report>, flags: RunEndFlags = {}, interrupted?: number): number {
  let status = 0;
  const terminal = {
    out: () => undefined,
    setStatus: (told: number) => {
      status = told;
    },
  } as unknown as Parameters<typeof tellEnd>[2];
  tellEnd({ runId: 'a', outcome: 'complete', failures: [], ...report } as Report, flags, terminal, interrupted);
  return status;
}

test.each([
  ['a complete run', {}, {}, 0],
  ['a complete run with failed items', { items: items(1) }, {}, 0],
  ['the same where failed items count', { items: items(1) }, { failOnItemFailure: true }, 1],
  ['skipped items where failed items count', { items: items(0, 1) }, { failOnItemFailure: true }, 1],
  ['no failed item where failed items count', { items: items(0) }, { failOnItemFailure: true }, 0],
  ['a list of steps where failed items count', {}, { failOnItemFailure: true }, 0],
  ['a run that failed', { outcome: 'failed' as const }, {}, 1],
  ['a run whose result origin refused', { outcome: 'unpublished' as const }, {}, 1],
])('%s is told by its status', (_, report, flags, status) => {
  expect(statusOf(report, flags)).toBe(status);
});

test('an interruption is told before the failure that it caused', () => {
  expect(statusOf({ outcome: 'cancelled' }, {}, 130)).toBe(130);
});
