/**
 * What the estimate takes for granted, where neither the settings nor the workload say it. Each is of the order of what the functions do;
 * a deployment's own figures are in its dashboard and its bill.
 */
export const assumptions = {
  /** Text of the attributes of an event: identifier, source, type and subject. */
  event: { id: '0198e5c4-7d6a-7c3e-9d52-3f1e0c9a8b71', source: '/shop', type: 'order.placed', subject: 'order-000017' },
  /** Bytes of a current state of an object in the catalogue, and of one change of it. */
  objectItemBytes: 700,
  /** Events in one answer of a list. */
  eventsPerList: 100,
  /** Entries that a sharded list reads for each that it returns. */
  listAmplification: 2,
  /** Memory of every function, in GiB. */
  memoryGiB: 0.5,
  /** Milliseconds that a function is busy: with one request, for each further event of it, and with a reconciliation of an empty bucket. */
  milliseconds: { post: 15, furtherEvent: 2, get: 10, list: 60, messages: 40, reconciliation: 5000 },
  /** Keys that a reconciliation compares in a second, and for how long it does: the function's timeout. The next run goes on from there. */
  reconciledKeysPerSecond: 3000,
  reconciliationSeconds: 900,
  /** Bytes that one invocation logs: the platform's two lines, one of the application, one with metrics. */
  invocationLogBytes: 1700,
  /** Bytes of a line in the access log of the API. */
  accessLogBytes: 500,
  /** Bytes of a line in the log of the firewall, and the share of requests that it blocks or counts: the others are not in it. */
  firewallLogBytes: 1500,
  firewallLoggedShare: 0.01,
  /** Bytes of an answer beside data that was asked for. */
  answerBytes: 600,
  /** For how many months log groups keep lines: the least that the settings allow. */
  logMonths: 12,
  /** Metrics that functions publish themselves, one for each name with its dimensions; an hour without a request costs nothing. */
  ownMetrics: 40,
  /** X-Ray's default rule: one request a second, and of the others this share. */
  tracesPerSecond: 1,
  tracedShare: 0.05,
  /** Bytes of a trace on its way. */
  traceBytes: 2000,
  /** Pollers of a queue that feeds a function with a maximum of concurrency, each asking three times a minute. */
  pollers: 5,
  pollsPerHour: 180,
  /** Requests of KMS for the table's and the bucket's keys, an hour: both keep a data key for some minutes. */
  keyRequestsPerHour: 60,
  /** Bytes of flow logs, an hour, of endpoints and functions, and for each request. */
  flowLogBytesPerHour: 200_000,
  flowLogBytesPerRequest: 50,
  /** Bytes of an event of the trail: who, from where, what with which key. */
  trailEventBytes: 1800,
  /** Calls in the account that are no data events, an hour: an idle account has its own. */
  managementEventsPerHour: 100,
} as const;
