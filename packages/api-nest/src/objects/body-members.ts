import { err, isLongerThan, ok, parseKeyPrefix, parseObjectKey, type EventFault, type Result } from '@annals/domain';
import { parseMembers, type Parsers } from '../http/parse-members.js';
import type { BodyMembers } from '../http/read-json.js';
import type { ReconciliationRequest } from './use-cases.js';

/** What to download. */
export interface DownloadRequest {
  readonly key: string;
  /** Absent: what is there now. */
  readonly versionId?: string;
}

/** The longest that a version's id can be. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html */
const maxVersionIdBytes = 1024;

const download: Parsers<DownloadRequest> = {
  key: (value) => (value === undefined ? err('is required') : parseObjectKey(value)),
  versionId: (value) => (value === undefined ? ok(value) : parseVersionId(value)),
};

const reconciliation: Parsers<ReconciliationRequest> = {
  prefix: (value = '') => (typeof value === 'string' ? parseKeyPrefix(value) : err('must be a string')),
  cursor: (value) => (value === undefined || typeof value === 'string' ? ok(value) : err('must be a string')),
  dryRun: (value = false) => (typeof value === 'boolean' ? ok(value) : err('must be true or false')),
};

/** Reads what to download: `{key, versionId?}`. Lists every fault. */
export function parseDownload(members: BodyMembers): Result<DownloadRequest, readonly EventFault[]> {
  return parseMembers(members, 'a download', download);
}

/** Reads what to reconcile: `{prefix?, cursor?, dryRun?}`, by default everything. Lists every fault. */
export function parseReconciliation(members: BodyMembers): Result<ReconciliationRequest, readonly EventFault[]> {
  return parseMembers(members, 'a reconciliation', reconciliation);
}

function parseVersionId(value: unknown): Result<string, string> {
  if (typeof value !== 'string' || value === '' || !value.isWellFormed()) return err('must be the id of a version');
  return isLongerThan(value, maxVersionIdBytes)
    ? err(`must be at most ${maxVersionIdBytes} bytes of UTF-8`)
    : ok(value);
}
