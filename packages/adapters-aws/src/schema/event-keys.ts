import { identityKey, type EventIdentity, type EventPosition, type Instant } from '@annals/domain';

/** The sort key of an event's item: one item an identity. */
export const eventSortKey = 'EVENT';

/** The primary key of an event's item. `pk` is at most 903 bytes of the 2,048 that a partition key may have. */
export function eventKey(identity: EventIdentity): { readonly pk: string; readonly sk: typeof eventSortKey } {
  return { pk: identityKey(identity), sk: eventSortKey };
}

/** The partition of `gsi1` that holds a shard of all events. */
export function timePartition(shard: number): string {
  return `EVENTS#${shard}`;
}

/** The partition of `gsi2` that holds a shard of the events of a type. The shard stands last, so that no two types share one. */
export function typePartition(type: string, shard: number): string {
  return `TYPE#${type}#${shard}`;
}

/** The partition of `gsi3` that holds a shard of the events of a subject. */
export function subjectPartition(subject: string, shard: number): string {
  return `SUBJECT#${subject}#${shard}`;
}

/** The sort key of an event in every index, `<instant>#<hash>`: 53 ASCII characters, whose order is the order of lists. */
export function positionKey({ instant, hash }: EventPosition): string {
  return `${instant}#${hash}`;
}

/**
 * What bounds a range that goes on behind a position (`step` 1) or ends before it (-1): its sort key with the last character moved
 * by one. Sort keys have one length, so none stands between the two.
 */
export function positionKeyBeside(position: EventPosition, step: 1 | -1): string {
  const key = positionKey(position);
  return key.slice(0, -1) + String.fromCharCode(key.charCodeAt(key.length - 1) + step);
}

/** Sorts before every position's sort key: those start with a digit of the year. */
export const lowestPositionKey = '/';

/** Sorts behind every position's sort key. */
export const highestPositionKey = ':';

/** The position that a sort key was made of: the inverse of `positionKey`. */
export function positionOfKey(key: string): EventPosition {
  const separator = key.indexOf('#');
  return { instant: key.slice(0, separator) as Instant, hash: key.slice(separator + 1) };
}

/** An event's keys in the indexes; those of `gsi3` are absent where it has no subject. */
export interface EventIndexKeys {
  readonly gsi1pk: string;
  readonly gsi1sk: string;
  readonly gsi2pk: string;
  readonly gsi2sk: string;
  readonly gsi3pk?: string;
  readonly gsi3sk?: string;
}

/** The keys under which the indexes find an event, in one shard. */
export function eventIndexKeys(
  event: EventPosition & { readonly type: string; readonly subject?: string },
  shard: number,
): EventIndexKeys {
  const position = positionKey(event);
  return {
    gsi1pk: timePartition(shard),
    gsi1sk: position,
    gsi2pk: typePartition(event.type, shard),
    gsi2sk: position,
    ...(event.subject !== undefined && { gsi3pk: subjectPartition(event.subject, shard), gsi3sk: position }),
  };
}
