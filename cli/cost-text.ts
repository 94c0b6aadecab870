import type { PriceFacts } from '../contract/cluster-facts';
import type { CostCase, CostEstimate } from '../review/cost/estimate';
import { table } from './table';
import { timeText } from './time-text';

/**
 * The estimate in readable form: one column per case.
 *
 * @param agentsOn capacity type of the run's agents; spot is shown as well if it saves something.
 */
export function costText(
  { currency, agentCount, onDemand, spot }: CostEstimate,
  agentsOn: 'onDemand' | 'spot',
  { spotDiscount = 0 }: PriceFacts,
): string {
  const hasSpot = agentsOn === 'spot' || spotDiscount > 0;
  const cases = [onDemand.p50, onDemand.p95, ...(hasSpot ? [spot.p50, spot.p95] : [])];
  const money = (amount: number): string => `${amount.toFixed(amount < 1 ? 4 : 2)} ${currency}`;
  const row = (name: string, of: (one: CostCase) => string): string[] => [name, ...cases.map(of)];
  const rows = [
    row('time', ({ hours }) => timeText(hours * 3600)),
    row(`${agentCount} agent${agentCount === 1 ? '' : 's'}`, ({ agents }) => money(agents)),
    row('queue and workspace', ({ state }) => money(state)),
    row('claims', ({ storage }) => money(storage)),
    row('models', ({ model }) => money(model)),
    row('total', ({ total }) => money(total)),
    ...(hasSpot ? [row('restarted', ({ restarts }) => `${restarts.toFixed(1)} attempts`)] : []),
  ];
  const heads = ['', 'median items', 'slow items', ...(hasSpot ? ['on spot: median', 'on spot: slow'] : [])];
  return `${table(heads, rows)}agents of this run use ${agentsOn === 'spot' ? 'spot nodes' : 'on-demand nodes'}\n`;
}
