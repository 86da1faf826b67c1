import type { Instant } from '../shared/instant.js';
import type { ChangeOrigin, ObjectChange, ObjectContent, ObjectIdentity, SequencedChange } from './object-change.js';
import type { ObjectRemoval } from './object-store.js';
import { noSequencer, sequencerOfMicros, type Sequencer } from './sequencer.js';

/** The name under which a history holds what a reconciliation found. */
const reconciledEventName = 'RECONCILED';

/** The current state of a key: what the object is, or that it is gone (a tombstone, which keeps its sequencer). */
export interface ObjectState extends ObjectIdentity, ObjectContent, ChangeOrigin {
  readonly removed: boolean;
  /** The last change that the state takes account of. */
  readonly sequencer: Sequencer;
  /** What made the state: a notification's name, or `RECONCILED`. */
  readonly eventName: string;
  readonly eventTime: Instant;
  /** When Annals wrote it. */
  readonly recordedAt: Instant;
  /** When the bucket was last looked at for a reason without a sequencer: what happened before then is taken account of already. */
  readonly reconciledAt?: Instant;
}

/** One change in a key's history. */
export interface HistoryEntry extends ObjectIdentity, ObjectContent, ChangeOrigin {
  /** Orders the history and tells redelivered changes: the sequencer, and a suffix for changes that have none. At most 128 ASCII characters. */
  readonly position: string;
  readonly eventName: string;
  readonly eventTime: Instant;
  readonly recordedAt: Instant;
  readonly sequencer?: Sequencer;
  /** Set by a reconciliation: that the object was found gone. */
  readonly removed?: boolean;
}

/** The history entry of a change. A change without a sequencer stands where its time says, told from others by what it says. */
export function entryOf(change: ObjectChange, content: ObjectContent, recordedAt: Instant): HistoryEntry {
  const position =
    change.sequencer ?? `${sequencerOfMicros(microsOf(change.eventTime))}~${change.eventTime}~${change.eventName}`;
  const version = change.sequencer === undefined && change.versionId !== undefined ? `~${change.versionId}` : '';
  return { ...change, ...content, position: `${position}${version}`.slice(0, maxPositionLength), recordedAt };
}

/** The current state that a change with a sequencer leaves, given what the object is now; absent content is a tombstone. */
export function stateOf(
  change: SequencedChange,
  content: ObjectContent | undefined,
  recordedAt: Instant,
  reconciledAt?: Instant,
): ObjectState {
  const { versionId: _versionId, sizeBytes: _sizeBytes, eTag: _eTag, ...fact } = change;
  const removed = content === undefined;
  return { ...fact, ...content, removed, recordedAt, ...(reconciledAt !== undefined && { reconciledAt }) };
}

/** What a reconciliation found in the bucket: content, or what took it away where the bucket can tell. */
interface Found {
  readonly content: ObjectContent | undefined;
  readonly removal: ObjectRemoval | undefined;
}

/**
 * The state and the entry that a reconciliation writes: it has no sequencer of its own and keeps the one it found.
 *
 * @param times when it is written, which tells it from every other writing; and up to when it takes account of the bucket's changes
 */
export function reconciled(
  identity: ObjectIdentity,
  { content, removal }: Found,
  before: ObjectState | undefined,
  { recordedAt, lookedAt }: { readonly recordedAt: Instant; readonly lookedAt: Instant },
): { readonly state: ObjectState; readonly entry: HistoryEntry } {
  const sequencer = before?.sequencer ?? noSequencer;
  const origin = {
    eventSource: 'annals:reconciliation',
    ...(before?.awsRegion !== undefined && { awsRegion: before.awsRegion }),
  };
  const fact = {
    ...identity,
    ...(content ?? removal),
    ...origin,
    eventName: reconciledEventName,
    eventTime: recordedAt,
    recordedAt,
  };
  const removed = content === undefined;
  const place = sequencerOfMicros(microsOf(recordedAt));
  const position = `${place > sequencer ? place : sequencer}~${recordedAt}~${reconciledEventName}`;
  return { state: { ...fact, removed, sequencer, reconciledAt: lookedAt }, entry: { ...fact, removed, position } };
}

/** Whether a state already says what a bucket shows. Metadata that only a look gives is not compared. */
export function agrees(state: ObjectState | undefined, content: ObjectContent | undefined): boolean {
  if (state === undefined || state.removed) return content === undefined;
  return content !== undefined && sameContent(state, content);
}

/** Whether two descriptions are of one content: the same version where both name one, or else the same eTag and size. */
function sameContent(left: ObjectContent, right: ObjectContent): boolean {
  if (left.versionId !== undefined && right.versionId !== undefined) return left.versionId === right.versionId;
  return left.eTag === right.eTag && left.sizeBytes === right.sizeBytes;
}

const maxPositionLength = 1000;

function microsOf(instant: Instant): number {
  return Date.parse(`${instant.slice(0, 23)}Z`) * 1000 + Number(instant.slice(23, 26));
}
