/** The attributes that make an item's primary key, both strings. */
export const tableKey = { partition: 'pk', sort: 'sk' } as const;

/**
 * When DynamoDB may delete an item, in whole seconds since 1970.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export const ttlAttribute = 'ttl';

/** A global secondary index: its name and its key attributes, both strings. */
export interface IndexKey {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
}

/** The indexes, by what they order. Items of several kinds share them; the prefix of a partition says which. */
export const indexKeys = {
  byTime: { name: 'gsi1', partition: 'gsi1pk', sort: 'gsi1sk' },
  byKind: { name: 'gsi2', partition: 'gsi2pk', sort: 'gsi2sk' },
  bySubject: { name: 'gsi3', partition: 'gsi3pk', sort: 'gsi3sk' },
} as const satisfies Record<string, IndexKey>;

/**
 * What every index carries of an event besides keys: enough to judge filters, expiry and the size of a page without reading the item.
 * `sizeBytes` is the event's bound on its representation.
 */
const eventAttributes = ['type', 'subject', 'expiresAtMs', 'sizeBytes'] as const;

/**
 * The attribute that holds an object's current state whole. The indexes that list objects carry it: an entry with it usually stays
 * within the kilobyte that a write is billed by, and a list, such as a reconciliation's of a whole bucket, reads a tenth of what it
 * would cost to fetch each item. It is one attribute, so that a state may get another field without another index.
 */
export const objectAttribute = 'object';

const projectedAttributes = {
  byTime: [...eventAttributes, objectAttribute],
  byKind: [...eventAttributes, objectAttribute],
  bySubject: eventAttributes,
} as const satisfies Record<keyof typeof indexKeys, readonly string[]>;

/** The table, as data: whoever makes one (the command line, infrastructure) makes it from this. On-demand capacity, every key a string. */
export interface TableSchema {
  readonly key: { readonly partition: string; readonly sort: string };
  readonly indexes: readonly (IndexKey & { readonly projectedAttributes: readonly string[] })[];
  readonly ttlAttribute: string;
}

/** The one table of Annals. */
export const tableSchema: TableSchema = {
  key: tableKey,
  indexes: [
    { ...indexKeys.byTime, projectedAttributes: projectedAttributes.byTime },
    { ...indexKeys.byKind, projectedAttributes: projectedAttributes.byKind },
    { ...indexKeys.bySubject, projectedAttributes: projectedAttributes.bySubject },
  ],
  ttlAttribute,
};
