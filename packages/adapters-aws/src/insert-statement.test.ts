import { expect, test } from '@jest/globals';
import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { insertStatement, wireValueOf, type PlainItem } from './insert-statement.js';

test('names each attribute once, and keeps every value out of the text', () => {
  const item = { pk: "EVENT#it's#/", sk: 'EVENT', sizeBytes: 2 };
  expect(insertStatement('a-table.of_1', item)).toBe(`INSERT INTO "a-table.of_1" VALUE {'pk':?,'sk':?,'sizeBytes':?}`);
});

test('values are on the wire what the SDK makes of them', () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.uint8Array({ maxLength: 9 }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie('value'), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(value, (held) => {
      const wire = marshall({ held }, { convertTopLevelContainer: false })['held'];
      expect(wireValueOf(held as PlainItem)).toEqual(withBase64(wire));
    }),
    { numRuns: 200 },
  );
});

/** The SDK keeps bytes until it writes the request. */
function withBase64(wire: unknown): unknown {
  if (wire instanceof Uint8Array) return Buffer.from(wire).toString('base64');
  if (Array.isArray(wire)) return wire.map(withBase64);
  if (typeof wire !== 'object' || wire === null) return wire;
  return Object.fromEntries(Object.entries(wire).map(([name, member]) => [name, withBase64(member)]));
}
