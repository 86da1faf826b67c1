import { describe, expect, test } from '@jest/globals';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { tableDefinition } from './create-table.js';
import { tableDifferences } from './table-differences.js';

function fitting(): TableDescription {
  return tableDefinition('annals');
}

describe('the differences of a table', () => {
  test('are none for the table that is made, in whatever order projected attributes are told', () => {
    const table = fitting();
    for (const { Projection } of table.GlobalSecondaryIndexes!) Projection!.NonKeyAttributes!.reverse();
    expect(tableDifferences(table)).toEqual([]);
  });

  test('name each: key, type, index and projection', () => {
    const [byTime, byKind, bySubject] = fitting().GlobalSecondaryIndexes!;
    const differences = tableDifferences({
      ...fitting(),
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'sk', AttributeType: 'N' }],
      GlobalSecondaryIndexes: [
        { ...byTime, KeySchema: byKind!.KeySchema },
        { ...byKind, Projection: { ProjectionType: 'KEYS_ONLY' } },
        { ...bySubject, IndexName: 'mine' },
      ],
    });
    expect(differences).toEqual([
      'its key is id (HASH), must be pk (HASH), sk (RANGE)',
      'its attribute sk is of type N, must be S',
      'the key of its index gsi1 is gsi2pk (HASH), gsi2sk (RANGE), must be gsi1pk (HASH), gsi1sk (RANGE)',
      'the projection of its index gsi2 is KEYS_ONLY, must be INCLUDE expiresAtMs object sizeBytes subject type',
      'it has no index gsi3',
      'it has an index mine that Annals does not know',
    ]);
  });
});
