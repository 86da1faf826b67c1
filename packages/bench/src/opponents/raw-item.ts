import { createHash, randomUUID } from 'node:crypto';
import { digestOf, type PlainEvent } from './event-rules.js';

/** Over how many partitions the indexes are spread. */
const shards = 4;

/** An event as a hand-written function keeps it: the same keys and indexes as Annals' table. */
export type RawItem = ReturnType<typeof rawItemOf>;

/** Makes an event's item. */
export function rawItemOf(event: PlainEvent) {
  const { id, source, type, subject, time, dataContentType, payload } = event;
  const pk = `EVENT#${id}#${source}`;
  const hash = createHash('sha256').update(pk).digest();
  const recordedAt = new Date().toISOString();
  const instant = time === undefined ? recordedAt : new Date(time).toISOString();
  const position = `${instant}#${hash.toString('base64url').slice(0, 22)}`;
  const shard = hash.readUInt32BE() % shards;
  return {
    pk,
    sk: 'EVENT',
    gsi1pk: `EVENTS#${shard}`,
    gsi1sk: position,
    gsi2pk: `TYPE#${type}#${shard}`,
    gsi2sk: position,
    ...(subject !== undefined && { subject, gsi3pk: `SUBJECT#${subject}#${shard}`, gsi3sk: position }),
    id,
    source,
    type,
    ...(time !== undefined && { time }),
    ...(dataContentType !== undefined && { dataContentType }),
    recordedAt,
    ...(payload !== undefined && { json: JSON.stringify(payload) }),
    digest: digestOf(event),
    writeId: randomUUID(),
  };
}

/** What a client is shown of an item. */
export function presented(item: RawItem): object {
  const { id, source, type, subject, time, recordedAt, digest, json } = item;
  const payload = json === undefined ? undefined : (JSON.parse(json) as unknown);
  return { id, source, type, subject, time, recordedAt, digest, payload };
}

/** A write that takes where the identity is free, and gives back what is there where it is not. */
export function conditionalPut(tableName: string | undefined, item: RawItem) {
  return {
    TableName: tableName,
    Item: item,
    ConditionExpression: 'attribute_not_exists(pk) OR expiresAtMs <= :now',
    ExpressionAttributeValues: { ':now': Date.now() },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}
