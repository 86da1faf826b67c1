import {
  callEngine,
  instrumentQueue,
  noTelemetry,
  type ApiKeyRepository,
  type EngineCall,
  type EventRepository,
  type MessageQueue,
  type ObjectRecordRepository,
  type ObjectStore,
  type Telemetry,
} from '@annals/domain';

/** A statement of SQLite. @see https://opentelemetry.io/docs/specs/semconv/database/database-spans/ */
function statement(operation: string, verb: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE', collection: string): EngineCall {
  return {
    engine: 'sqlite',
    operation,
    spanName: `${verb} ${collection}`,
    attributes: { 'db.system.name': 'sqlite', 'db.operation.name': verb, 'db.collection.name': collection },
  };
}

const calls = {
  appendEvents: statement('append_events', 'INSERT', 'events'),
  findEvent: statement('find_event', 'SELECT', 'events'),
  listEvents: statement('list_events', 'SELECT', 'events'),
  ping: statement('ping', 'SELECT', 'events'),
  addToHistory: statement('add_to_history', 'INSERT', 'object_history'),
  replaceCurrent: statement('replace_current', 'UPDATE', 'object_states'),
  findCurrent: statement('find_current', 'SELECT', 'object_states'),
  listHistory: statement('list_history', 'SELECT', 'object_history'),
  listLiving: statement('list_living', 'SELECT', 'object_states'),
  listByChange: statement('list_by_change', 'SELECT', 'object_states'),
  findApiKey: statement('find_api_key', 'SELECT', 'api_keys'),
  sendMessages: statement('send_messages', 'INSERT', 'messages'),
  receiveMessages: statement('receive_messages', 'UPDATE', 'messages'),
  deleteMessages: statement('delete_messages', 'DELETE', 'messages'),
  releaseMessage: statement('release_message', 'UPDATE', 'messages'),
  buryMessage: statement('bury_message', 'UPDATE', 'messages'),
  countMessages: statement('count_messages', 'SELECT', 'messages'),
  headObject: folder('head_object', 'head object'),
  listObjects: folder('list_objects', 'list objects'),
} as const;

/** What the folder is asked; no convention of OpenTelemetry speaks of files. */
function folder(operation: string, spanName: string): EngineCall {
  return { engine: 'folder', operation, spanName, attributes: {} };
}

/** The same repository, each call of which is counted, timed and in a span; itself where nothing is measured, like all below. */
export function instrumentEvents(repository: EventRepository, telemetry: Telemetry): EventRepository {
  if (telemetry === noTelemetry) return repository;
  return {
    append: (attempts, atMs) => {
      const { attributes, ...call } = calls.appendEvents;
      const batch = attempts.length > 1 ? { 'db.operation.batch.size': attempts.length } : {};
      return callEngine(
        telemetry,
        { ...call, attributes: { ...attributes, ...batch } },
        () => repository.append(attempts, atMs),
        failureIn,
      );
    },
    find: (identity, atMs) => callEngine(telemetry, calls.findEvent, () => repository.find(identity, atMs)),
    list: (query, page) => callEngine(telemetry, calls.listEvents, () => repository.list(query, page)),
    ping: () => callEngine(telemetry, calls.ping, () => repository.ping()),
  };
}

/** The same catalogue, instrumented. */
export function instrumentObjectRecords(inner: ObjectRecordRepository, telemetry: Telemetry): ObjectRecordRepository {
  if (telemetry === noTelemetry) return inner;
  return {
    addToHistory: (entry) => callEngine(telemetry, calls.addToHistory, () => inner.addToHistory(entry)),
    replaceCurrent: (state, condition) =>
      callEngine(telemetry, calls.replaceCurrent, () => inner.replaceCurrent(state, condition)),
    findCurrent: (identity) => callEngine(telemetry, calls.findCurrent, () => inner.findCurrent(identity)),
    listHistory: (identity, page) => callEngine(telemetry, calls.listHistory, () => inner.listHistory(identity, page)),
    listLiving: (bucket, prefix, page) =>
      callEngine(telemetry, calls.listLiving, () => inner.listLiving(bucket, prefix, page)),
    listByChange: (range, page) => callEngine(telemetry, calls.listByChange, () => inner.listByChange(range, page)),
  };
}

/** The same keys, instrumented. */
export function instrumentApiKeys(
  keys: Pick<ApiKeyRepository, 'find'>,
  telemetry: Telemetry,
): Pick<ApiKeyRepository, 'find'> {
  if (telemetry === noTelemetry) return keys;
  return { find: (keyId) => callEngine(telemetry, calls.findApiKey, () => keys.find(keyId)) };
}

/** The same store, instrumented: signing asks nobody, and a folder knows of no removal, so that neither is a call. */
export function instrumentStore(store: ObjectStore, telemetry: Telemetry): ObjectStore {
  if (telemetry === noTelemetry) return store;
  return {
    bucket: store.bucket,
    head: (key, versionId) => callEngine(telemetry, calls.headObject, () => store.head(key, versionId)),
    findRemoval: (key) => store.findRemoval(key),
    list: (prefix, page) => callEngine(telemetry, calls.listObjects, () => store.list(prefix, page)),
    signUpload: (terms) => store.signUpload(terms),
    signDownload: (key, versionId) => store.signDownload(key, versionId),
  };
}

/** The same queue, instrumented: its messages, and below them the statements. */
export function instrumentMessages(queue: MessageQueue, telemetry: Telemetry): MessageQueue {
  if (telemetry === noTelemetry) return queue;
  const statements: MessageQueue = {
    name: queue.name,
    maxReceives: queue.maxReceives,
    send: (messages) => callEngine(telemetry, calls.sendMessages, () => queue.send(messages), failureIn),
    receive: (request) => callEngine(telemetry, calls.receiveMessages, () => queue.receive(request)),
    delete: (receipts) => callEngine(telemetry, calls.deleteMessages, () => queue.delete(receipts), failureIn),
    release: (message, delayMs, reason) =>
      callEngine(telemetry, calls.releaseMessage, () => queue.release(message, delayMs, reason)),
    bury: (message, reason) => callEngine(telemetry, calls.buryMessage, () => queue.bury(message, reason)),
    figures: () => callEngine(telemetry, calls.countMessages, () => queue.figures()),
  };
  return instrumentQueue(statements, telemetry, 'sqlite');
}

/** Why the first of some outcomes failed. */
function failureIn(outcomes: readonly { readonly code: string; readonly cause?: unknown }[]): unknown {
  const failure = outcomes.find(({ code }) => code === 'failed');
  return failure && (failure.cause ?? new Error('the engine could not say what became of it'));
}
