import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { utf8Length } from '@annals/domain';

/** The most bytes that DynamoDB stores in an item. */
export const maxItemBytes = 400 * 1024;

/**
 * The size of an item as DynamoDB counts it, in bytes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce((bytes, [name, value]) => bytes + utf8Length(name) + valueBytes(value), 0);
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return utf8Length(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  if (value.B !== undefined) return value.B.length;
  if (value.BOOL !== undefined) return 1;
  if (value.L !== undefined) return value.L.reduce((bytes, element) => bytes + valueBytes(element) + 1, 3);
  if (value.M !== undefined) return itemBytes(value.M) + Object.keys(value.M).length + 3;
  throw new Error(`items have no attribute such as ${JSON.stringify(value)}`);
}
