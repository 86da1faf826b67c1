import { eventIndexKeys, eventKey, tableSchema } from '@annals/adapters-aws/schema';
import { assumptions } from './assumptions.js';

type Instant = Parameters<typeof eventIndexKeys>[0]['instant'];

const bytesOf = (text: string) => Buffer.byteLength(text);
/** An instant with nine digits of a fraction. */
const instant = '2026-11-21T08:00:00.000000000Z' as Instant;
/** Twenty-two characters of a hash, forty-three of a digest. */
const hash = 'x'.repeat(22);
const digest = `v1:${'x'.repeat(43)}`;
/** DynamoDB keeps a number in about half as many bytes as it has digits, and one. */
const numberBytes = (digits: number) => Math.ceil(digits / 2) + 1;

/** Sizes that one event has in the table, in bytes as DynamoDB counts them. */
export interface EventSizes {
  readonly item: number;
  /** Its entry in each index. */
  readonly indexEntries: readonly number[];
}

/**
 * The sizes of an event whose attributes are as assumed.
 *
 * @param sizeBytes of its data
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function eventSizes(sizeBytes: number): EventSizes {
  const { event } = assumptions;
  const keys = { ...eventKey(event), ...eventIndexKeys({ ...event, instant, hash }, 0) };
  const attributes: Record<string, number> = {
    ...Object.fromEntries(Object.entries(keys).map(([name, value]) => [name, bytesOf(value)])),
    type: bytesOf(event.type),
    subject: bytesOf(event.subject),
    time: instant.length,
    recordedAt: instant.length,
    digest: digest.length,
    writeId: 36,
    sizeBytes: numberBytes(String(sizeBytes).length),
    json: sizeBytes,
  };
  const sumOf = (names: readonly string[]) =>
    names.reduce((sum, name) => sum + (name in attributes ? bytesOf(name) + attributes[name]! : 0), 0);
  const primaryKey = [tableSchema.key.partition, tableSchema.key.sort];
  return {
    item: sumOf(Object.keys(attributes)),
    indexEntries: tableSchema.indexes.map(({ partition, sort, projectedAttributes }) =>
      sumOf([...primaryKey, partition, sort, ...projectedAttributes]),
    ),
  };
}

/** Units that writing so many bytes takes: one for each begun kilobyte. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

/** Units that reading so many bytes takes: one for each begun four kilobytes, half where a moment's delay is allowed. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);
}

/** Units that recording one event takes, in the table and in each index. */
export function recordingUnits(sizeBytes: number): { readonly table: number; readonly indexes: readonly number[] } {
  const { item, indexEntries } = eventSizes(sizeBytes);
  return { table: writeUnits(item), indexes: indexEntries.map(writeUnits) };
}
