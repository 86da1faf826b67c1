import type { Settings } from '../config.js';
import { assumptions } from './assumptions.js';
import { footprintOf } from './footprint.js';
import { eventSizes } from './item-sizes.js';
import { prices, usdFor, type PriceName } from './prices.js';
import { idleTraffic, trafficOf, type Traffic } from './traffic.js';
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
  const traffic = trafficOf(workload);
  const quantities: Record<Area, Quantities> = {
    API: apiQuantities(settings, traffic),
    functions: functionQuantities(settings, traffic),
    table: tableQuantities(traffic, workload),
    queues: { queueRequest: traffic.queueRequests + idleOf(settings).queueRequests },
    bucket: bucketQuantities(settings, traffic, workload),
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

function idleOf(settings: Settings) {
  return idleTraffic(footprintOf(settings).polledQueues, settings.reconciliationHours);
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

function functionQuantities(settings: Settings, { invocations, gigabyteSeconds, traces }: Traffic): Quantities {
  const idle = idleOf(settings);
  return {
    invocation: invocations + idle.invocations,
    compute: gigabyteSeconds + idle.gigabyteSeconds,
    trace: traces,
    insight: traces,
  };
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

function bucketQuantities(settings: Settings, traffic: Traffic, workload: Workload): Quantities {
  return {
    objectStorage: (workload.objectsPerMonth * workload.objectBytes * workload.retainedMonths) / gigabyte,
    objectWrite: traffic.objectWrites + idleOf(settings).bucketLists,
    objectRead: traffic.objectReads,
  };
}

function watchQuantities(settings: Settings, { apiRequests, invocations }: Traffic): Quantities {
  const { alarms, dashboards, webAcls } = footprintOf(settings);
  const flowBytes = settings.vpc ? flowLogBytes(apiRequests) : 0;
  const logged =
    (invocations + idleOf(settings).invocations) * assumptions.invocationLogBytes +
    apiRequests * (assumptions.accessLogBytes + webAcls * firewallLogBytes) +
    flowBytes;
  return {
    logIngestion: logged / gigabyte,
    logStorage: (logged / gigabyte) * assumptions.logMonths,
    alarm: alarms,
    dashboard: dashboards,
    metric: assumptions.ownMetrics * Math.min(1, apiRequests / hoursPerMonth),
  };
}

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

function auditQuantities(settings: Settings, { tableCalls, bucketCalls, apiRequests }: Traffic): Quantities {
  return {
    dataEvent: settings.cloudTrail ? tableCalls + bucketCalls : 0,
    ...(settings.guardDuty && {
      managementAnalysis: assumptions.managementEventsPerHour * hoursPerMonth,
      objectAnalysis: bucketCalls,
      flowAnalysis: settings.vpc ? flowLogBytes(apiRequests) / gigabyte : 0,
    }),
  };
}
