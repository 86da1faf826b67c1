import { maxKeyBytes } from '@annals/domain';
import type { SchemaObject } from '@nestjs/swagger';
import { instant, ref } from '../openapi/schemas.js';

/** Limits are bytes of UTF-8; a schema counts characters, of which there are never more. */
const key: SchemaObject = {
  type: 'string',
  minLength: 1,
  maxLength: maxKeyBytes,
  description: '1 to 1,024 bytes of UTF-8, any characters.',
};

const contentType: SchemaObject = { type: 'string', maxLength: 256, description: 'The media type of the content.' };

const checksumSha256: SchemaObject = {
  type: 'string',
  pattern: '^[A-Za-z0-9+/]{43}=$',
  description: 'SHA-256 of the content in base64.',
};

const sizeBytes: SchemaObject = { type: 'integer', minimum: 0 };
const eTag: SchemaObject = { type: 'string', description: "The store's validator of the content, without quotes." };
const lastModified: SchemaObject = { ...instant, description: 'When the content changed.' };

const sequencer: SchemaObject = {
  type: 'string',
  pattern: '^[0-9A-F]{64}$',
  description: 'The place among the changes of this key, to be compared as text; 64 zeros where none is known.',
};

const fact = {
  bucket: { type: 'string' },
  key,
  eventName: { type: 'string', description: 'What happened, as S3 calls it: `ObjectCreated:Put`; or `RECONCILED`.' },
  eventTime: { ...instant, description: 'When it happened, as whoever reported it says.' },
  recordedAt: { ...instant, description: 'When it was recorded.' },
  eventSource: { type: 'string', description: 'Who reported it: `aws:s3`, or a part of Annals.' },
  awsRegion: { type: 'string' },
  principalId: { type: 'string', description: 'Who did it.' },
  sequencer,
} satisfies Record<string, SchemaObject>;

const content = {
  sizeBytes,
  eTag,
  checksumSha256,
  contentType,
  lastModified,
  versionId: { type: 'string', description: 'Where the bucket keeps versions.' },
  metadata: { type: 'object', additionalProperties: { type: 'string' }, description: "The user's own, by name." },
} satisfies Record<string, SchemaObject>;

const required = ['bucket', 'key', 'eventName', 'eventTime', 'recordedAt', 'eventSource'];
const cursor: SchemaObject = {
  type: 'string',
  description: 'What gets the next page, as `cursor`; absent at the end.',
};

function listOf(item: string): SchemaObject {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['items'],
    properties: { items: { type: 'array', items: ref(item) }, nextCursor: cursor },
  };
}

const requests: Readonly<Record<string, SchemaObject>> = {
  NewUpload: {
    type: 'object',
    description: 'The terms that an upload will be held to.',
    additionalProperties: false,
    required: ['key', 'contentType', 'sizeBytes'],
    properties: { key, contentType, sizeBytes: { ...sizeBytes, maximum: 5 * 1024 ** 3 }, checksumSha256 },
  },
  NewDownload: {
    type: 'object',
    additionalProperties: false,
    required: ['key'],
    properties: { key, versionId: { type: 'string', minLength: 1, maxLength: 1024 } },
  },
  NewReconciliation: {
    type: 'object',
    description: 'What to reconcile; by default everything.',
    additionalProperties: false,
    properties: {
      prefix: { type: 'string', maxLength: maxKeyBytes, description: 'Objects whose keys start so.' },
      cursor: { type: 'string', description: 'The `nextCursor` of the reconciliation that this goes on from.' },
      dryRun: { type: 'boolean', default: false, description: 'Whether only to tell.' },
    },
  },
};

/** Schemas of objects and of what is answered about them. */
export const objectSchemas: Readonly<Record<string, SchemaObject>> = {
  ...requests,
  ObjectRecord: {
    type: 'object',
    description: 'What an object is now, or that it is gone. Members of the content that are not known are absent.',
    additionalProperties: false,
    required: [...required, 'removed', 'sequencer'],
    properties: {
      ...fact,
      ...content,
      removed: { type: 'boolean', description: 'Whether it is gone.' },
      reconciledAt: { ...instant, description: 'When the bucket was last looked at to settle what the object is.' },
    },
  },
  ObjectChange: {
    type: 'object',
    description: 'One change of an object.',
    additionalProperties: false,
    required,
    properties: {
      ...fact,
      ...content,
      removed: { type: 'boolean', description: 'Of a reconciliation: whether it found the object gone.' },
    },
  },
  ListedObject: {
    type: 'object',
    description: 'An object as the bucket itself lists it.',
    additionalProperties: false,
    required: ['key', 'sizeBytes', 'eTag', 'lastModified'],
    properties: { key, sizeBytes, eTag, lastModified },
  },
  ObjectList: listOf('ObjectRecord'),
  ObjectHistory: listOf('ObjectChange'),
  BucketList: listOf('ListedObject'),
  SignedRequest: {
    type: 'object',
    description: 'A request that whoever holds it may make, once or more, until it expires.',
    additionalProperties: false,
    required: ['url', 'method', 'headers', 'expiresAt'],
    properties: {
      url: { type: 'string', format: 'uri' },
      method: { type: 'string', enum: ['PUT', 'GET'] },
      headers: { type: 'object', additionalProperties: { type: 'string' }, description: 'Fields to send with it.' },
      expiresAt: instant,
    },
  },
  Reconciliation: {
    type: 'object',
    additionalProperties: false,
    required: ['examined', 'findings'],
    properties: {
      examined: { type: 'integer', minimum: 0, description: 'Keys that were compared.' },
      findings: { type: 'array', items: ref('ReconciliationFinding') },
      nextCursor: { type: 'string', description: 'What goes on with it, as `cursor`; absent at the end.' },
    },
  },
  ReconciliationFinding: {
    type: 'object',
    additionalProperties: false,
    required: ['key', 'difference', 'repaired'],
    properties: {
      key,
      difference: {
        type: 'string',
        enum: ['missing', 'stale', 'gone'],
        description: '`missing` from the catalogue, `stale` in it, `gone` from the bucket.',
      },
      repaired: { type: 'boolean', description: 'Not in a dry run, and not where a notification was faster.' },
    },
  },
};
