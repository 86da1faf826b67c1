import type { Instant, ObjectState, Sequencer } from '@annals/domain';

/** The clock of the app that the exchanges are made with stands still. */
const now = '2026-01-01T00:00:00.000000000Z' as Instant;

/** An object of the bucket, of which the catalogue knows. */
export const report = {
  key: 'reports/q1.csv',
  text: 'month,total\n1,12.50\n',
  contentType: 'text/csv',
} as const;

/** What the catalogue knows of it. */
export const reportState: ObjectState = {
  bucket: 'main-bucket',
  key: report.key,
  removed: false,
  sizeBytes: 20,
  eTag: '0773aad37d236f8ee27ed7112439c276',
  contentType: report.contentType,
  lastModified: '2025-12-31T12:00:00.000000000Z' as Instant,
  eventName: 'ObjectCreated:Put',
  eventTime: '2025-12-31T12:00:00.000000000Z' as Instant,
  recordedAt: '2025-12-31T12:00:01.000000000Z' as Instant,
  sequencer: '0055AED6DCD90281E5'.padEnd(64, '0') as Sequencer,
  eventSource: 'aws:s3',
  awsRegion: 'eu-central-1',
  principalId: 'AWS:AIDAEXAMPLE',
};

/** An object of the bucket, of which the catalogue knows nothing until it is reconciled. */
export const lost = { key: 'reports/q2.csv', text: 'month,total\n4,8.00\n', contentType: 'text/csv' } as const;

/** What the catalogue knows of it then. */
export const lostState: ObjectState = {
  bucket: 'main-bucket',
  key: lost.key,
  removed: false,
  sizeBytes: 19,
  eTag: '323db3ff2e7c34ec7405339db165d3c3',
  contentType: lost.contentType,
  lastModified: '2026-01-01T00:00:00.002000000Z' as Instant,
  eventName: 'RECONCILED',
  eventTime: now,
  recordedAt: now,
  sequencer: '0'.repeat(64) as Sequencer,
  reconciledAt: now,
  eventSource: 'annals:reconciliation',
};

/** An object that was removed. */
export const removedState: ObjectState = {
  bucket: 'main-bucket',
  key: 'reports/draft.csv',
  removed: true,
  eventName: 'ObjectRemoved:Delete',
  eventTime: '2025-12-31T23:00:00.000000000Z' as Instant,
  recordedAt: '2025-12-31T23:00:01.000000000Z' as Instant,
  sequencer: '0055AED6DD'.padEnd(64, '0') as Sequencer,
  eventSource: 'aws:s3',
  awsRegion: 'eu-central-1',
};

/** What is uploaded to the server itself, and the signature that this takes where the exchanges are made. */
export const dump = {
  key: 'backups/day 1.dump',
  text: 'every byte of it',
  contentType: 'application/octet-stream',
  eTag: 'a4e464fb385be497bdff0a7a022f9ec1',
  signature: 'pT0mJc6ZC8pPpYyUQyuQYq5cX9mGSWmvTGW8oyhwGyQ',
  expires: '1767226500',
} as const;
