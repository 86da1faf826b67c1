import {
  applyObjectChange,
  instantFromMicros,
  parseSequencer,
  sequencerOfMicros,
  type Clock,
  type ObjectChange,
  type ObjectContent,
  type ObjectRecordRepository,
  type ObjectState,
  type Sequencer,
  type Telemetry,
} from '@annals/domain';
import { instrumentObjectRecords } from '../instrumented-ports.js';
import type { FileContent, FolderContents } from './folder-contents.js';
import type { KnownFiles } from './file-facts.js';
import type { KeyLocks } from './key-locks.js';
import type { ObjectFiles } from './object-files.js';

/** Who says that an object changed: an upload through this server, or what was found in the folder. */
export type ChangeSource = 'annals:upload' | 'annals:folder';

/** What a recorder works on. */
export interface ObjectRecorderParts {
  readonly bucket: string;
  readonly files: ObjectFiles;
  readonly contents: FolderContents;
  readonly known: KnownFiles;
  readonly repository: ObjectRecordRepository;
  readonly locks: KeyLocks;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** Writes into the catalogue what became of keys in the folder. */
export class ObjectRecorder {
  /** What is only looked at, time and again, is no call worth counting; what is recorded is. */
  readonly #instrumented: ObjectRecordRepository;

  constructor(private readonly parts: ObjectRecorderParts) {
    this.#instrumented = instrumentObjectRecords(parts.repository, parts.telemetry);
  }

  /**
   * Compares the file of a key with the catalogue and records what differs, if anything does: content, size, or the time of its last
   * change. Says whether it did. Throws `EngineUnavailable`.
   */
  async recordFound(key: string): Promise<boolean> {
    return this.parts.locks.run(key, async () => {
      const { files, contents, known, repository, bucket } = this.parts;
      const before = await repository.findCurrent({ bucket, key });
      const content = (await contents.look(key))?.content;
      if (content === undefined && known.find(key) !== undefined) await known.forget(key);
      await files.dropShadowed(key);
      if (isAsRecorded(before, content)) return false;
      await this.#record(key, content, before, 'annals:folder');
      return true;
    });
  }

  /** Records an upload that was moved to its place. The caller has the key's lock. */
  async recordUpload(key: string, content: FileContent): Promise<void> {
    const before = await this.parts.repository.findCurrent({ bucket: this.parts.bucket, key });
    await this.#record(key, content, before, 'annals:upload');
  }

  async #record(
    key: string,
    content: FileContent | undefined,
    before: ObjectState | undefined,
    eventSource: ChangeSource,
  ): Promise<void> {
    const { bucket, contents, clock, telemetry } = this.parts;
    const micros = clock.nowMicros();
    const change: ObjectChange = {
      bucket,
      key,
      ...content,
      eventName: content === undefined ? 'ObjectRemoved:Delete' : 'ObjectCreated:Put',
      eventTime: instantFromMicros(micros),
      eventSource,
      sequencer: sequencerBehind(before?.sequencer, micros),
    };
    const head = async (looked: string): Promise<ObjectContent | undefined> => (await contents.look(looked))?.content;
    // A folder keeps no delete markers.
    const store = { head, findRemoval: () => Promise.resolve(undefined) };
    await applyObjectChange(change, { repository: this.#instrumented, store, clock, telemetry });
  }
}

function isAsRecorded(state: ObjectState | undefined, content: FileContent | undefined): boolean {
  if (state === undefined || state.removed) return content === undefined;
  return (
    content !== undefined &&
    state.eTag === content.eTag &&
    state.sizeBytes === content.sizeBytes &&
    state.lastModified === content.lastModified
  );
}

/** The sequencer of now, or the one behind the last where the clock was set back: each change of a key is greater than the one before. */
function sequencerBehind(last: Sequencer | undefined, micros: number): Sequencer {
  const now = sequencerOfMicros(micros);
  if (last === undefined || now > last) return now;
  return parseSequencer((BigInt(`0x${last}`) + 1n).toString(16).padStart(last.length, '0'))!;
}
