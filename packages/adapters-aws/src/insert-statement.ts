import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** What an item may hold, as far as this package writes items. */
export type PlainValue =
  string | number | boolean | Uint8Array | readonly PlainValue[] | { readonly [name: string]: PlainValue };

/** An item that can be inserted: every attribute that it names has a value. */
export type PlainItem = Readonly<Record<string, PlainValue>>;

/**
 * The insertion of an item into a table, which fails where its key is taken. Values are parameters, in the order of the item's names;
 * the names are attributes that this package gives, so that the text stays far below the 8,192 characters that it may have.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html
 */
export function insertStatement(tableName: string, item: PlainItem): string {
  const values = Object.keys(item).map((name) => `'${name}':?`);
  return `INSERT INTO "${tableName}" VALUE {${values.join(',')}}`;
}

/** An attribute value in DynamoDB's JSON, in which bytes are base64. */
export type WireValue = AttributeValue.SMember | object;

/** Writes a value as DynamoDB's JSON has it. */
export function wireValueOf(value: PlainValue): WireValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value instanceof Uint8Array)
    return { B: Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64') };
  if (Array.isArray(value)) return { L: (value as readonly PlainValue[]).map(wireValueOf) };
  const members = Object.entries(value as PlainItem).map(([name, member]) => [name, wireValueOf(member)] as const);
  return { M: Object.fromEntries(members) };
}
