import type { CostCase, CostEstimate } from '../review/cost/estimate';
import { table } from './table';
import { timeText } from './time-text';

/** The estimate as a person reads it: one column for each case. */
export function costText({ currency, agentCount, p50, p95 }: CostEstimate): string {
  const money = (amount: number): string => `${amount.toFixed(amount < 1 ? 4 : 2)} ${currency}`;
  const row = (name: string, of: (one: CostCase) => string): string[] => [name, of(p50), of(p95)];
  return table(
    ['', 'median items', 'slow items'],
    [
      row('time', ({ hours }) => timeText(hours * 3600)),
      row(`${agentCount} agent${agentCount === 1 ? '' : 's'}`, ({ agents }) => money(agents)),
      row('queue and workspace', ({ state }) => money(state)),
      row('claims', ({ storage }) => money(storage)),
      row('models', ({ model }) => money(model)),
      row('together', ({ total }) => money(total)),
      ...(p95.restarts > 0 ? [row('reclaimed attempts', ({ restarts }) => restarts.toFixed(1))] : []),
    ],
  );
}
