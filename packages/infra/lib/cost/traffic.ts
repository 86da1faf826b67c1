import { assumptions } from './assumptions.js';
import { eventSizes, readUnits, recordingUnits, writeUnits } from './item-sizes.js';
import { secondsPerMonth, type Workload } from './workload.js';

/** What a workload asks of each service in a month, beside what is stored. */
export interface Traffic {
  readonly apiRequests: number;
  /** The same, for each begun 512 KiB of a request: how an HTTP API counts. */
  readonly meteredApiRequests: number;
  readonly answerBytes: number;
  readonly tableWriteUnits: number;
  readonly indexWriteUnits: number;
  readonly tableReadUnits: number;
  /** Calls of DynamoDB and of S3 that a trail of data events sees. */
  readonly tableCalls: number;
  readonly bucketCalls: number;
  /** Items, and entries of indexes, that are written or read. */
  readonly itemAccesses: number;
  readonly objectWrites: number;
  readonly objectReads: number;
  readonly queueRequests: number;
  readonly queueBytes: number;
  readonly invocations: number;
  readonly gigabyteSeconds: number;
  readonly traces: number;
}

/** Messages in a batch, and bytes of what SQS counts as one request. */
const messagesPerBatch = 10;
const queueChunkBytes = 64 * 1024;
/** What an HTTP API counts as one request. */
const meterBytes = 512 * 1024;
/** Keys that one call of `BatchGetItem` takes, and events, and bytes of them, that one insertion does. */
const keysPerFetch = 100;
const eventsPerInsertion = 25;
const insertionBytes = 1024 ** 2;

/** Works out what a workload asks of the services. */
export function trafficOf(workload: Workload): Traffic {
  const { eventsPerMonth: events, sizeBytes, eventsPerRequest, objectsPerMonth: objects } = workload;
  const posts = events / eventsPerRequest;
  const gets = events * workload.getsPerEvent;
  const lists = events * workload.listsPerEvent;
  const apiRequests = posts + gets + lists;
  const postMeters = Math.max(1, Math.ceil((eventsPerRequest * eventSizes(sizeBytes).item) / meterBytes));
  return {
    apiRequests,
    meteredApiRequests: posts * postMeters + gets + lists,
    answerBytes: apiRequests * assumptions.answerBytes + (gets + lists * assumptions.eventsPerList) * sizeBytes,
    ...tableTraffic(workload, { gets, lists }),
    bucketCalls: objects * 2,
    objectWrites: objects,
    objectReads: objects,
    ...queueTraffic(workload),
    ...computeTraffic(workload, { posts, gets, lists }),
    traces: tracesOf(apiRequests),
  };
}

function tableTraffic(
  { eventsPerMonth: events, sizeBytes, shards, objectsPerMonth: objects, ...recording }: Workload,
  { gets, lists }: { readonly gets: number; readonly lists: number },
) {
  const { item, indexEntries } = eventSizes(sizeBytes);
  const units = recordingUnits(sizeBytes);
  const { eventsPerList, listAmplification, objectItemBytes } = assumptions;
  const bytesPerShard = (eventsPerList * listAmplification * indexEntries[0]!) / shards;
  const unitsPerList = shards * readUnits(bytesPerShard, false) + eventsPerList * readUnits(item, false);
  // A change of an object is kept, and becomes its current state, which two indexes list; the state before it is read.
  const objectUnits = writeUnits(objectItemBytes);
  return {
    tableWriteUnits: events * units.table + objects * 2 * objectUnits,
    indexWriteUnits: events * units.indexes.reduce((sum, each) => sum + each, 0) + objects * 2 * objectUnits,
    tableReadUnits: gets * readUnits(item, true) + lists * unitsPerList + objects * readUnits(objectItemBytes, true),
    tableCalls:
      events * callsPerEvent({ sizeBytes, ...recording }) +
      gets +
      lists * (shards + Math.ceil(eventsPerList / keysPerFetch)) +
      objects * 3,
    itemAccesses:
      events * (1 + units.indexes.length) + gets + lists * eventsPerList * (1 + listAmplification) + objects * 5,
  };
}

/** Calls that recording an event takes: it shares them with the others of its request, but not when it comes out of a queue. */
function callsPerEvent({
  sizeBytes,
  eventsPerRequest,
  queuedShare,
}: Pick<Workload, 'sizeBytes' | 'eventsPerRequest' | 'queuedShare'>): number {
  const insertions = Math.ceil(
    Math.max(eventsPerRequest / eventsPerInsertion, (eventsPerRequest * sizeBytes) / insertionBytes),
  );
  return queuedShare + ((1 - queuedShare) * Math.min(eventsPerRequest, insertions)) / eventsPerRequest;
}

/** Each message is sent, received and deleted; those of an idle queue are asked for. */
function queueTraffic({ eventsPerMonth, queuedShare, sizeBytes, eventsPerRequest, objectsPerMonth }: Workload) {
  const queued = eventsPerMonth * queuedShare;
  const { item } = eventSizes(sizeBytes);
  const sentAtOnce = Math.min(messagesPerBatch, eventsPerRequest);
  const chunks = (messages: number) => Math.max(1, Math.ceil((messages * item) / queueChunkBytes));
  const forEvents =
    (queued / sentAtOnce) * chunks(sentAtOnce) + (queued / messagesPerBatch) * (chunks(messagesPerBatch) + 1);
  const forObjects = objectsPerMonth * (1 + 2 / messagesPerBatch);
  return { queueRequests: forEvents + forObjects, queueBytes: queued * item * 2 };
}

function computeTraffic(
  { eventsPerMonth, queuedShare, eventsPerRequest, objectsPerMonth }: Workload,
  { posts, gets, lists }: { readonly posts: number; readonly gets: number; readonly lists: number },
) {
  const { milliseconds: times, memoryGiB } = assumptions;
  const batches = (eventsPerMonth * queuedShare + objectsPerMonth) / messagesPerBatch;
  const busyMs =
    posts * postMilliseconds(eventsPerRequest) + gets * times.get + lists * times.list + batches * times.messages;
  return { invocations: posts + gets + lists + batches, gigabyteSeconds: (busyMs / 1000) * memoryGiB };
}

/** For how long a function is busy with a request of so many events. */
export function postMilliseconds(events: number): number {
  return assumptions.milliseconds.post + (events - 1) * assumptions.milliseconds.furtherEvent;
}

/** Requests that X-Ray's default rule records, where they come evenly. */
function tracesOf(requests: number): number {
  const recorded = Math.min(requests, assumptions.tracesPerSecond * secondsPerMonth);
  return recorded + (requests - recorded) * assumptions.tracedShare;
}
