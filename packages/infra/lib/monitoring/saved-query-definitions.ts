/** The log of a function. */
export type FunctionLog = (typeof functions)[number];
/** A log that queries look at: one of a function, or the API's access log. */
export type QueriedLog = FunctionLog | 'api-access';

/** A query of Logs Insights that is saved with the deployment. */
export interface SavedQuery {
  readonly name: string;
  readonly logs: readonly QueriedLog[];
  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html */
  readonly lines: readonly string[];
}

const functions = ['api', 'bucket-lister', 'object-notifications', 'queued-events', 'reconciliation'] as const;

/** The queries, each for a question of whoever is on call. A test finds every field that they name in lines that the functions wrote. */
export const savedQueries: readonly SavedQuery[] = [
  {
    name: 'requests by route and status',
    logs: ['api'],
    lines: [
      'filter msg = "request"',
      'stats count(*) as requests, pct(durationMs, 50) as p50, pct(durationMs, 99) as p99 by route, method, status',
      'sort requests desc',
    ],
  },
  {
    name: 'slowest requests',
    logs: ['api'],
    lines: [
      'filter msg = "request"',
      'fields @timestamp, requestId, method, route, status, durationMs',
      'sort durationMs desc',
      'limit 50',
    ],
  },
  {
    name: 'requests that failed, and why',
    logs: ['api', 'bucket-lister'],
    lines: [
      'filter status >= 500',
      'fields @timestamp, requestId, method, route, status, err.type, err.message',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  {
    name: 'requests that the gateway refused',
    logs: ['api-access'],
    lines: [
      // The gateway writes a hyphen for what it has not.
      'filter (status >= 400 and integrationStatus = "-") or error != "-"',
      'stats count(*) as requests by status, error, caller, ip',
      'sort requests desc',
      'limit 100',
    ],
  },
  {
    name: 'callers',
    logs: ['api-access'],
    lines: ['stats count(*) as requests, max(latencyMs) as slowestMs by caller, ip', 'sort requests desc', 'limit 100'],
  },
  {
    name: 'one request in every log',
    logs: ['api-access', ...functions],
    lines: ['filter requestId = "put the request id here"', 'fields @timestamp, @log, @message', 'sort @timestamp asc'],
  },
  {
    name: 'errors',
    logs: functions,
    lines: [
      'filter level = "ERROR" or level = "FATAL" or level >= 50',
      'fields @timestamp, @log, requestId, messageId, reason, msg, message, err.message',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  {
    name: 'what became of queued events',
    logs: ['queued-events'],
    lines: [
      'filter message = "queued events"',
      'stats sum(messages) as received, sum(recorded) as new, sum(replayed) as again, sum(conflict) as conflicts, sum(expired) as late, sum(buried) as dead, sum(failed) as retried by bin(5m)',
    ],
  },
  {
    name: 'messages that failed or were given up',
    logs: ['queued-events', 'object-notifications'],
    lines: [
      'filter ispresent(messageId) and ispresent(reason)',
      'fields @timestamp, message, messageId, receiveCount, reason',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  {
    name: 'queued events in conflict',
    logs: ['queued-events'],
    lines: [
      'filter message = "a queued event is in conflict with the stored one"',
      'fields @timestamp, source, id, digest, storedDigest, messageId',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  {
    name: 'changes of objects',
    logs: ['object-notifications'],
    lines: [
      'filter message = "notifications handled"',
      'stats sum(messages) as received, sum(processed) as changes, sum(ignored) as others, sum(duplicates) as again, sum(failed) as retried, max(durationMs) as slowestMs by bin(5m)',
    ],
  },
  {
    name: 'reconciliations',
    logs: ['reconciliation'],
    lines: [
      'filter message = "bucket reconciled"',
      'fields @timestamp, examined, missing, stale, gone, lost, done, durationMs',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
];
