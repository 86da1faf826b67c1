import {
  err,
  ok,
  parseKeyPrefix,
  parseObjectKey,
  pointer,
  utf8Length,
  type EventFault,
  type Result,
} from '@annals/domain';
import type { BodyMembers } from '../http/read-json.js';
import type { ReconciliationRequest } from './use-cases.js';

/** What to download. */
export interface DownloadRequest {
  readonly key: string;
  /** Absent: what is there now. */
  readonly versionId?: string;
}

/** Reads a member, `undefined` where it is absent. */
type Parser<T> = (value: unknown) => Result<T, string>;

type Parsers<T> = { readonly [Name in keyof T]-?: Parser<T[Name]> };

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
  return parse(members, 'a download', download);
}

/** Reads what to reconcile: `{prefix?, cursor?, dryRun?}`, by default everything. Lists every fault. */
export function parseReconciliation(members: BodyMembers): Result<ReconciliationRequest, readonly EventFault[]> {
  return parse(members, 'a reconciliation', reconciliation);
}

function parse<T>(members: BodyMembers, what: string, parsers: Parsers<T>): Result<T, readonly EventFault[]> {
  const faults: EventFault[] = [];
  const fault = (name: string, detail: string): unknown =>
    faults.push({ code: 'invalid', pointer: pointer(name), detail });
  for (const name of Object.keys(members)) if (!Object.hasOwn(parsers, name)) fault(name, `is not a member of ${what}`);
  const values: Record<string, unknown> = {};
  for (const [name, parser] of Object.entries<Parser<unknown>>(parsers)) {
    const parsed = parser(members[name]);
    if (parsed.ok) values[name] = parsed.value;
    else fault(name, parsed.error);
  }
  return faults.length === 0 ? ok(values as T) : err(faults);
}

function parseVersionId(value: unknown): Result<string, string> {
  if (typeof value !== 'string' || value === '' || !value.isWellFormed()) return err('must be the id of a version');
  return utf8Length(value) <= maxVersionIdBytes
    ? ok(value)
    : err(`must be at most ${maxVersionIdBytes} bytes of UTF-8`);
}
