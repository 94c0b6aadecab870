import * as fc from 'fast-check';
import { parseQuantity } from '../../contract/quantity';
import { podAmount } from '../../review/pod-amounts';
import type { PodSpec } from '../../review/pods';

const cpu = (amount: string | number, rest: object = {}) => ({
  name: 'c',
  resources: { requests: { cpu: amount } },
  ...rest,
});
const sidecar = { restartPolicy: 'Always' };
const requests = (spec: PodSpec) => podAmount(spec, 'requests', 'cpu');

test.each([
  ['containers run together', { containers: [cpu('1'), cpu('500m')] }, '1500m'],
  [
    'init containers run before them, one by one',
    { initContainers: [cpu('1'), cpu('3')], containers: [cpu('2')] },
    '3',
  ],
  ['sidecars stay', { initContainers: [cpu('1', sidecar)], containers: [cpu('2')] }, '3'],
  ['sidecars run beside the init containers behind them', { initContainers: [cpu('1', sidecar), cpu('3')] }, '4'],
  [
    'sidecars do not run beside the init containers before them',
    { initContainers: [cpu('3'), cpu('1', sidecar)] },
    '3',
  ],
  ['the runtime takes its part', { overhead: { cpu: '250m' }, containers: [cpu('1')] }, '1250m'],
  ['YAML reads 2 as a number', { containers: [cpu(2)] }, '2'],
  ['what is no quantity counts nothing', { containers: [cpu('much')] }, '0'],
])('%s', (_, spec, expected) => {
  expect(requests(spec)).toBe(parseQuantity(expected));
});

test('a limit is the request where none is named, a default only where neither is', () => {
  const limited = { containers: [{ name: 'c', resources: { limits: { cpu: '2' } } }] };
  const defaults = { requests: { cpu: '1' }, limits: { cpu: '3' } };
  expect(podAmount(limited, 'requests', 'cpu', defaults)).toBe(parseQuantity('2'));
  expect(podAmount({ containers: [{ name: 'c' }] }, 'requests', 'cpu', defaults)).toBe(parseQuantity('1'));
  expect(podAmount({ containers: [{ name: 'c' }] }, 'limits', 'cpu', defaults)).toBe(parseQuantity('3'));
});

const amounts = fc.array(
  fc.nat(9999).map((milli) => `${milli}m`),
  { maxLength: 5 },
);

test('a pod counts with its containers together or its largest init container, whichever is more', () => {
  fc.assert(
    fc.property(amounts, amounts, (starting, running) => {
      const milli = (text: string) => Number(text.slice(0, -1));
      const sum = running.map(milli).reduce((a, b) => a + b, 0);
      const most = Math.max(sum, ...starting.map(milli));
      const spec = { initContainers: starting.map((one) => cpu(one)), containers: running.map((one) => cpu(one)) };
      expect(requests(spec)).toBe(parseQuantity(`${most}m`));
    }),
  );
});
