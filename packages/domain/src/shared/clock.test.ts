import { expect, test } from '@jest/globals';
import { createClock } from './clock.js';

test('sets readings of one millisecond apart by a microsecond and never reaches the next', () => {
  let now = 5;
  const clock = createClock(() => now);
  expect([clock.nowMicros(), clock.nowMicros(), clock.nowMicros()]).toEqual([5000, 5001, 5002]);
  for (let reading = 0; reading < 2000; reading++) expect(clock.nowMicros()).toBeLessThan(6000);
  now = 6;
  expect(clock.nowMicros()).toBe(6000);
});

test('follows a system clock that was set back', () => {
  let now = 1000;
  const clock = createClock(() => now);
  clock.nowMicros();
  now = 10;
  expect(clock.nowMicros()).toBe(10_000);
});
