import type { Settings } from '../config.js';
import { assumptions } from './assumptions.js';
import { backgroundOf, type Background } from './background.js';
import { footprintOf, seesEveryItem } from './footprint.js';
import { eventSizes } from './item-sizes.js';
import { prices, usdFor, type PriceName } from './prices.js';
import { trafficOf, type Traffic } from './traffic.js';
import { gigabyte, hoursPerMonth, type Workload } from './workload.js';

/** What a line of the bill is for. */
export type Area =
  'API' | 'functions' | 'table' | 'queues' | 'bucket' | 'logs and alarms' | 'keys' | 'network' | 'audit';

/** One line of a month's bill. */
interface CostLine {
  readonly area: Area;
  readonly price: PriceName;
  readonly quantity: number;
  readonly usd: number;
}

/** A month's bill. */
export interface Estimate {
  readonly lines: readonly CostLine[];
  readonly usd: number;
}

type Quantities = Partial<Record<PriceName, number>>;

/** DynamoDB adds so much to each item, and to each entry of an index, when it counts what is stored. */
const storageOverheadBytes = 100;

/** Estimates what a deployment costs in a month of such use, in which storage has grown to what is retained. */
export function estimate(settings: Settings, workload: Workload): Estimate {
  const traffic = withBackground(
    trafficOf(workload),
    backgroundOf(footprintOf(settings), settings.reconciliationHours, workload),
  );
  const quantities: Record<Area, Quantities> = {
    API: apiQuantities(settings, traffic),
    functions: functionQuantities(traffic),
    table: tableQuantities(traffic, workload),
    queues: { queueRequest: traffic.queueRequests },
    bucket: bucketQuantities(traffic, workload),
    'logs and alarms': watchQuantities(settings, traffic),
    keys: keyQuantities(settings),
    network: networkQuantities(settings, traffic),
    audit: auditQuantities(settings, traffic),
  };
  const lines = Object.entries(quantities).flatMap(([area, ofArea]) =>
    Object.entries(ofArea)
      .filter(([, quantity]) => quantity > 0)
      .map(([name, quantity]) => lineOf(area as Area, name as PriceName, quantity)),
  );
  return { lines, usd: lines.reduce((sum, { usd }) => sum + usd, 0) };
}

function lineOf(area: Area, price: PriceName, quantity: number): CostLine {
  return { area, price, quantity, usd: usdFor(prices[price], quantity) };
}

function withBackground(asked: Traffic, background: Background): Traffic {
  return {
    ...asked,
    queueRequests: asked.queueRequests + background.queueRequests,
    invocations: asked.invocations + background.invocations,
    gigabyteSeconds: asked.gigabyteSeconds + background.gigabyteSeconds,
    objectWrites: asked.objectWrites + background.bucketLists,
    tableReadUnits: asked.tableReadUnits + background.tableReadUnits,
    tableCalls: asked.tableCalls + background.tableCalls,
    itemAccesses: asked.itemAccesses + background.itemReads,
  };
}

function apiQuantities(settings: Settings, { apiRequests, meteredApiRequests, answerBytes }: Traffic): Quantities {
  const { webAcls, webAclRules } = footprintOf(settings);
  return {
    ...(settings.api === 'rest' ? { restRequest: apiRequests } : { httpRequest: meteredApiRequests }),
    transferOut: answerBytes / gigabyte,
    webAcl: webAcls,
    webAclRule: webAclRules,
    webAclRequest: webAcls * apiRequests,
  };
}

function functionQuantities({ invocations, gigabyteSeconds, traces }: Traffic): Quantities {
  return { invocation: invocations, compute: gigabyteSeconds, trace: traces, insight: traces };
}

function tableQuantities(traffic: Traffic, workload: Workload): Quantities {
  const { item, indexEntries } = eventSizes(workload.sizeBytes);
  const { eventsPerMonth: events, objectsPerMonth: objects, retainedMonths } = workload;
  const stored = (bytes: number) => bytes + storageOverheadBytes;
  const objectBytes = 2 * stored(assumptions.objectItemBytes);
  const tableBytes = events * stored(item) + objects * objectBytes;
  const indexBytes = events * indexEntries.reduce((sum, bytes) => sum + stored(bytes), 0) + objects * objectBytes;
  const gigabytes = (bytesPerMonth: number) => (bytesPerMonth * retainedMonths) / gigabyte;
  return {
    tableWrite: traffic.tableWriteUnits + traffic.indexWriteUnits,
    tableRead: traffic.tableReadUnits,
    tableStorage: gigabytes(tableBytes + indexBytes),
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html: by the table without its indexes.
    tableBackup: gigabytes(tableBytes),
  };
}

function bucketQuantities(traffic: Traffic, workload: Workload): Quantities {
  return {
    objectStorage: (workload.objectsPerMonth * workload.objectBytes * workload.retainedMonths) / gigabyte,
    objectWrite: traffic.objectWrites,
    objectRead: traffic.objectReads,
  };
}

function watchQuantities(settings: Settings, traffic: Traffic): Quantities {
  const { alarms, dashboards, insightRules } = footprintOf(settings);
  const logged = loggedBytes(settings, traffic) / gigabyte;
  return {
    logIngestion: logged,
    logStorage: logged * assumptions.logMonths,
    alarm: alarms,
    dashboard: dashboards,
    metric: assumptions.ownMetrics * Math.min(1, traffic.apiRequests / hoursPerMonth),
    insightRule: insightRules,
    insightEvent: seesEveryItem(settings) ? traffic.itemAccesses * eventsPerAccess : 0,
  };
}

/** An item is counted by its partition, and by its whole key. */
const eventsPerAccess = 2;

function loggedBytes(settings: Settings, traffic: Traffic): number {
  const { apiRequests, invocations } = traffic;
  return (
    invocations * assumptions.invocationLogBytes +
    apiRequests * (assumptions.accessLogBytes + footprintOf(settings).webAcls * firewallLogBytes) +
    (settings.vpc ? flowLogBytes(apiRequests) : 0) +
    (settings.cloudTrail ? (dataEvents(traffic) + managementEvents) * assumptions.trailEventBytes : 0)
  );
}

const managementEvents = assumptions.managementEventsPerHour * hoursPerMonth;
const dataEvents = ({ tableCalls, bucketCalls }: Traffic) => tableCalls + bucketCalls;

/** What the firewall logs, for each request on average. */
const firewallLogBytes = assumptions.firewallLogBytes * assumptions.firewallLoggedShare;

function flowLogBytes(requests: number): number {
  return assumptions.flowLogBytesPerHour * hoursPerMonth + assumptions.flowLogBytesPerRequest * requests;
}

function keyQuantities(settings: Settings): Quantities {
  const { keys } = footprintOf(settings);
  return { key: keys, keyRequest: settings.customerKeys ? assumptions.keyRequestsPerHour * hoursPerMonth : 0 };
}

function networkQuantities(settings: Settings, { traces, queueBytes }: Traffic): Quantities {
  const { endpoints, natGateways } = footprintOf(settings);
  return {
    endpointHour: endpoints * hoursPerMonth,
    endpointData: settings.vpc ? (traces * assumptions.traceBytes + queueBytes) / gigabyte : 0,
    natHour: natGateways * hoursPerMonth,
  };
}

function auditQuantities(settings: Settings, traffic: Traffic): Quantities {
  return {
    dataEvent: settings.cloudTrail ? dataEvents(traffic) : 0,
    ...(settings.guardDuty && {
      managementAnalysis: managementEvents,
      objectAnalysis: traffic.bucketCalls,
      flowAnalysis: settings.vpc ? flowLogBytes(traffic.apiRequests) / gigabyte : 0,
    }),
  };
}
