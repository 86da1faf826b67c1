import { expect, test } from '@jest/globals';
import { processMicros } from './process-time.js';

test('the processor time of a process is at most what the system says of it a moment later, and nothing for none', () => {
  const micros = processMicros(process.pid);
  const { user, system } = process.cpuUsage();
  // Two ticks: user and system time are cut off at one each; where the system says nothing there is nothing to compare.
  if (process.platform === 'linux') expect(micros).toBeLessThanOrEqual(user + system + 20_000);
  else expect(micros).toBeUndefined();
  expect(processMicros(2 ** 30)).toBeUndefined();
});
