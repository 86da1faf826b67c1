import type { ObjectContent } from '../src/object/object-change.js';
import type { HistoryEntry, ObjectState } from '../src/object/object-record.js';
import { parseSequencer, type Sequencer } from '../src/object/sequencer.js';
import { instantFromMicros, type Instant } from '../src/shared/instant.js';
import { newYear2026Micros } from './event-builders.js';

/** A sequencer of hexadecimal digits. */
export function sequencer(digits: string): Sequencer {
  const parsed = parseSequencer(digits);
  if (parsed === undefined) throw new Error(`the test's sequencer ${digits} is none`);
  return parsed;
}

/** The instant some seconds after the start of 2026. */
export function secondsIn2026(seconds: number): Instant {
  return instantFromMicros(newYear2026Micros + seconds * 1_000_000);
}

let writes = 0;

const content: Required<Omit<ObjectContent, 'checksumSha256'>> = {
  versionId: 'v1',
  sizeBytes: 12,
  eTag: 'd41d8cd98f00b204e9800998ecf8427e',
  contentType: 'text/plain; charset=utf-8',
  lastModified: secondsIn2026(0),
  metadata: { author: 'é', constructor: 'x' },
};

/** A living state, each written at a moment of its own unless told otherwise. */
export function objectState(members: Partial<ObjectState> = {}): ObjectState {
  return {
    bucket: 'main-bucket',
    key: 'a.txt',
    ...content,
    awsRegion: 'us-west-2',
    eventSource: 'aws:s3',
    principalId: 'AWS:X',
    eventName: 'ObjectCreated:Put',
    eventTime: secondsIn2026(1),
    removed: false,
    sequencer: sequencer('0055AED6DCD90281E5'),
    recordedAt: instantFromMicros(newYear2026Micros + ++writes),
    ...members,
  };
}

/** The tombstone of a state's key. */
export function tombstone(members: Partial<ObjectState> = {}): ObjectState {
  const {
    versionId: _v,
    sizeBytes: _s,
    eTag: _e,
    contentType: _c,
    lastModified: _l,
    metadata: _m,
    ...rest
  } = objectState();
  return { ...rest, eventName: 'ObjectRemoved:Delete', removed: true, ...members };
}

/** A history entry. */
export function historyEntry(members: Partial<HistoryEntry> = {}): HistoryEntry {
  const { removed: _removed, ...state } = objectState();
  return { ...state, position: members.sequencer ?? state.sequencer, ...members };
}
