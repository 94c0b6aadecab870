import { systemClock, timeOfDay } from '../../../../runtime/adapters/clock/system-clock';

afterEach(() => jest.restoreAllMocks());

test('the clock that things are measured with goes on when the machine’s is put back or forward', () => {
  const before = systemClock.now();
  expect(Math.abs(before - Date.now())).toBeLessThan(5000);
  for (const hours of [-2, 2]) {
    jest.spyOn(Date, 'now').mockReturnValue(before + hours * 3_600_000);
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(systemClock.now() - before).toBeLessThan(5000);
  }
});

test('the time of day is what the machine says now', () => {
  jest.spyOn(Date, 'now').mockReturnValue(1234);
  expect(timeOfDay.now()).toBe(1234);
});
