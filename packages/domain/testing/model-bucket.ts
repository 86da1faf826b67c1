import type { ObjectChange, ObjectContent } from '../src/object/object-change.js';
import type { ObjectRemoval } from '../src/object/object-store.js';
import { parseSequencer } from '../src/object/sequencer.js';
import { instantFromMicros } from '../src/shared/instant.js';
import { newYear2026Micros } from './event-builders.js';

/** What may happen to one key. Lifecycle rules act without a sequencer. */
export type BucketAction = 'put' | 'delete' | 'delete-version' | 'lifecycle-expire';

interface Version {
  readonly content: ObjectContent;
  readonly marker: boolean;
}

/** A bucket of one key that acts as S3 does and says what it would notify: versions, delete markers, sequencers of growing length. */
export class ModelBucket {
  readonly bucket = 'model-bucket';
  readonly key = 'k';
  readonly #versions: Version[] = [];
  #ticks = 0;

  constructor(readonly versioned: boolean) {}

  head = (_key: string, versionId?: string): Promise<ObjectContent | undefined> => {
    const found =
      versionId === undefined
        ? this.#versions.at(-1)
        : this.#versions.find(({ content }) => content.versionId === versionId);
    return Promise.resolve(found === undefined || found.marker ? undefined : found.content);
  };

  findRemoval = (): Promise<ObjectRemoval | undefined> => {
    const last = this.#versions.at(-1);
    if (!last?.marker) return Promise.resolve(undefined);
    const { versionId, lastModified } = last.content;
    return Promise.resolve({ versionId: versionId!, lastModified: lastModified! });
  };

  /** Does it and returns the notification; `undefined` if there was nothing to do it to. `which` picks a version. */
  act(action: BucketAction, which: number): ObjectChange | undefined {
    this.#ticks++;
    switch (action) {
      case 'put':
        return this.#put(which);
      case 'delete':
        return this.#delete('ObjectRemoved', true);
      case 'lifecycle-expire':
        return this.#delete('LifecycleExpiration', false);
      case 'delete-version':
        return this.#deleteVersion(which);
    }
  }

  #put(which: number): ObjectChange {
    const seen = {
      ...(this.versioned && { versionId: `v${this.#ticks}` }),
      sizeBytes: which,
      eTag: `etag-${this.#ticks}`,
    };
    if (!this.versioned) this.#versions.length = 0;
    this.#versions.push({ content: { ...seen, contentType: `type/${this.#ticks}` }, marker: false });
    return this.#change('ObjectCreated:Put', seen, true);
  }

  #delete(family: string, sequenced: boolean): ObjectChange | undefined {
    if (this.#versions.length === 0) return undefined;
    if (!this.versioned) {
      this.#versions.length = 0;
      return this.#change(`${family}:Delete`, {}, sequenced);
    }
    const versionId = `v${this.#ticks}`;
    const lastModified = instantFromMicros(newYear2026Micros + this.#ticks * 1_000_000);
    this.#versions.push({ content: { versionId, lastModified }, marker: true });
    return this.#change(`${family}:DeleteMarkerCreated`, { versionId }, sequenced);
  }

  #deleteVersion(which: number): ObjectChange | undefined {
    if (!this.versioned || this.#versions.length === 0) return undefined;
    const [removed] = this.#versions.splice(which % this.#versions.length, 1);
    return this.#change('ObjectRemoved:Delete', { versionId: removed!.content.versionId! }, true);
  }

  #change(eventName: string, content: ObjectContent, sequenced: boolean): ObjectChange {
    const sequencer = parseSequencer(`00${(0xa000 + this.#ticks).toString(16)}${'f'.repeat(this.#ticks % 5)}`);
    return {
      bucket: this.bucket,
      key: this.key,
      ...content,
      eventName,
      eventTime: instantFromMicros(newYear2026Micros + this.#ticks * 1_000_000),
      eventSource: 'aws:s3',
      ...(sequenced && sequencer !== undefined && { sequencer }),
    };
  }
}
