import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Workshop } from './workshop.mjs';

const bundle = 'packages/api-nest/dist-lambda/lambda.cjs';

/** @type {Workshop} */
let workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.close());

/**
 * @param {Record<string, number>} budgets
 * @returns the check's exit code and lines.
 */
function judge(budgets) {
  workshop.write('bundle-budgets.json', JSON.stringify(budgets));
  return workshop.run(['scripts/check/bundle-sizes.mjs']).end();
}

test('a bundle of just its budget passes', async () => {
  workshop.write(bundle, 'x'.repeat(2048));
  expect(await judge({ [bundle]: 2048 })).toEqual({ code: 0, lines: [`${bundle}: 2.0 KiB of 2.0 KiB`] });
});

test('a bundle of one byte more fails', async () => {
  workshop.write(bundle, 'x'.repeat(2049));
  const { code, lines } = await judge({ [bundle]: 2048 });
  expect(code).toBe(1);
  expect(lines.at(-1)).toMatch(`${bundle}: 2049 bytes are over the budget of 2048`);
});

test('a bundle that was not built fails', async () => {
  expect(await judge({ [bundle]: 2048 })).toEqual({ code: 1, lines: [`${bundle}: not built`] });
});

test('a bundle without a budget fails', async () => {
  workshop.write(bundle, 'x');
  expect(await judge({})).toEqual({ code: 1, lines: [`${bundle}: has no budget in bundle-budgets.json`] });
});
