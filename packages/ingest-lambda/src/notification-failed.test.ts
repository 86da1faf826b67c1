import { expect, test } from '@jest/globals';
import { NotificationFailed } from './notification-failed.js';

test('a failed notification names ten reasons, each once, and says how many others there are', () => {
  const reasons = Array.from({ length: 14 }, (_, index) => `r${index % 12}`);
  const { message } = new NotificationFailed({ processed: 3, ignored: 2, duplicates: 1 }, reasons);
  expect(message).toBe(
    '14 of 20 records failed (3 processed, 2 ignored, 1 duplicates): ' +
      '2 x r0; 2 x r1; r2; r3; r4; r5; r6; r7; r8; r9; 2 other reasons',
  );
});
