import { objectHash, objectKeyOf } from '../src/object/object-identity.js';
import type { ObjectIdentity } from '../src/object/object-change.js';
import type { HistoryEntry, ObjectState } from '../src/object/object-record.js';
import type {
  ChangePosition,
  ChangeRange,
  ObjectRecordRepository,
  Page,
  PageRequest,
  ReplaceCondition,
} from '../src/object/object-record-repository.js';
import { compareUtf8 } from '../src/shared/utf8.js';
import { sha256 } from './event-builders.js';

/** Keeps the catalogue in maps: the port's shortest implementation, for tests of what stands above it. */
export class InMemoryObjectRecordRepository implements ObjectRecordRepository {
  readonly #current = new Map<string, ObjectState>();
  readonly #history = new Map<string, Map<string, HistoryEntry>>();

  addToHistory(entry: HistoryEntry): Promise<'added' | 'present'> {
    const entries = this.#history.get(objectKeyOf(entry)) ?? new Map<string, HistoryEntry>();
    this.#history.set(objectKeyOf(entry), entries);
    if (entries.has(entry.position)) return Promise.resolve('present');
    entries.set(entry.position, entry);
    return Promise.resolve('added');
  }

  replaceCurrent(state: ObjectState, condition: ReplaceCondition): Promise<boolean> {
    const before = this.#current.get(objectKeyOf(state));
    const holds = conditionHolds(before, condition);
    if (holds) this.#current.set(objectKeyOf(state), state);
    return Promise.resolve(holds);
  }

  findCurrent(identity: ObjectIdentity): Promise<ObjectState | undefined> {
    return Promise.resolve(this.#current.get(objectKeyOf(identity)));
  }

  listHistory(identity: ObjectIdentity, page: PageRequest<string>): Promise<Page<HistoryEntry, string>> {
    const newestFirst = [...(this.#history.get(objectKeyOf(identity))?.values() ?? [])].sort((left, right) =>
      compareUtf8(right.position, left.position),
    );
    return Promise.resolve(
      cut(
        newestFirst,
        page,
        ({ position }) => position,
        (left, right) => compareUtf8(right, left),
      ),
    );
  }

  listLiving(bucket: string, prefix: string, page: PageRequest<string>): Promise<Page<ObjectState, string>> {
    const living = [...this.#current.values()]
      .filter((state) => state.bucket === bucket && !state.removed && state.key.startsWith(prefix))
      .sort((left, right) => compareUtf8(left.key, right.key));
    return Promise.resolve(cut(living, page, ({ key }) => key, compareUtf8));
  }

  listByChange(range: ChangeRange, page: PageRequest<ChangePosition>): Promise<Page<ObjectState, ChangePosition>> {
    const position = (state: ObjectState): ChangePosition => ({
      eventTime: state.eventTime,
      hash: objectHash(state, sha256),
    });
    const compare = (left: ChangePosition, right: ChangePosition): number =>
      compareUtf8(`${right.eventTime}${right.hash}`, `${left.eventTime}${left.hash}`);
    const states = [...this.#current.values()]
      .filter(({ bucket, eventTime }) => bucket === range.bucket && eventTime >= (range.from ?? eventTime))
      .filter(({ eventTime }) => range.to === undefined || eventTime < range.to)
      .sort((left, right) => compare(position(left), position(right)));
    return Promise.resolve(cut(states, page, position, compare));
  }
}

function conditionHolds(before: ObjectState | undefined, condition: ReplaceCondition): boolean {
  if ('olderThan' in condition) {
    if (before === undefined) return true;
    const reconciled = before.reconciledAt !== undefined && before.reconciledAt >= condition.reconciledBefore;
    return before.sequencer < condition.olderThan && !reconciled;
  }
  const { unchangedSince } = condition;
  return before?.sequencer === unchangedSince?.sequencer && before?.recordedAt === unchangedSince?.recordedAt;
}

function cut<T, P>(
  sorted: readonly T[],
  { limit, after }: PageRequest<P>,
  positionOf: (item: T) => P,
  compare: (left: P, right: P) => number,
): Page<T, P> {
  const rest = after === undefined ? sorted : sorted.filter((item) => compare(positionOf(item), after) > 0);
  const items = rest.slice(0, limit);
  return rest.length > limit ? { items, next: positionOf(items.at(-1)!) } : { items };
}
