import { attributeLimitsBytes, defaultSource, maxDataBytes } from '@annals/domain';
import type { SchemaObject } from '@nestjs/swagger';
import { instant, ref } from '../openapi/schemas.js';

const posted: SchemaObject = { type: 'string', format: 'date-time' };

/** Limits are bytes of UTF-8; a schema counts characters, of which there are never more. */
function text(name: keyof typeof attributeLimitsBytes, description: string): SchemaObject {
  return { type: 'string', minLength: 1, maxLength: attributeLimitsBytes[name], description };
}

const attributes = {
  id: text('id', 'With `source` the identity of the event, and so its idempotency key.'),
  source: {
    ...text('source', 'Where it happened: a URI or IRI reference.'),
    format: 'iri-reference',
  },
  type: text('type', 'What kind of thing happened.'),
  subject: text('subject', 'What it happened to.'),
  dataContentType: text('dataContentType', 'The media type of the data; JSON where it is absent.'),
  dataSchema: text('dataSchema', 'A URI of the schema that the data follows.'),
  expiresAt: { ...posted, description: 'From then on the event is absent.' },
  extensions: {
    type: 'object',
    description: 'Further attributes, as CloudEvents allows them: names of lower-case letters and digits.',
    maxProperties: 64,
    additionalProperties: { type: ['string', 'boolean', 'integer'] },
  },
} satisfies Record<string, SchemaObject>;

const data = {
  payload: {
    description: `The data where it is JSON: any value, kept token for token, at most ${maxDataBytes / 1024} KiB.`,
  },
  payloadText: { type: 'string', description: 'The data where it is other text.' },
  payloadBase64: { type: 'string', format: 'byte', description: 'The data where it is bytes.' },
} satisfies Record<string, SchemaObject>;

const digest: SchemaObject = {
  type: 'string',
  pattern: '^v1:[A-Za-z0-9_-]{43}$',
  description: 'SHA-256 over what was sent: equal for equal events, whichever media type carried them.',
};

const result = (
  status: string,
  required: readonly string[],
  properties: Record<string, SchemaObject | { $ref: string }>,
) => ({
  type: 'object',
  additionalProperties: false,
  required: ['status', ...required],
  properties: { status: { type: 'string', enum: [status] }, ...properties },
});

const location: SchemaObject = {
  type: 'string',
  format: 'uri-reference',
  description: 'Where the event is, relative to the address that it was posted to.',
};
const { id, source } = attributes;

/** Schemas of events and of what is answered about them. */
export const eventSchemas: Readonly<Record<string, SchemaObject>> = {
  NewEvent: {
    type: 'object',
    description:
      'An event to be recorded. Exactly one of `payload`, `payloadText` and `payloadBase64` carries its data.',
    additionalProperties: false,
    required: ['id', 'type'],
    oneOf: [{ required: ['payload'] }, { required: ['payloadText'] }, { required: ['payloadBase64'] }],
    properties: {
      ...attributes,
      source: { ...source, default: defaultSource },
      time: { ...posted, description: 'When it happened, at most 24 hours ahead; by default when it is accepted.' },
      ...data,
    },
  },
  Event: {
    type: 'object',
    description: 'A recorded event. It never changes. One that came as a CloudEvent may have no data.',
    additionalProperties: false,
    required: ['id', 'source', 'type', 'time', 'recordedAt', 'digest'],
    properties: {
      ...attributes,
      time: { ...posted, description: 'When it happened: as posted, or when it was accepted.' },
      recordedAt: { ...instant, description: 'When it was accepted.' },
      ...data,
      digest,
    },
  },
  CloudEvent: {
    type: 'object',
    description: 'An event in the JSON format of CloudEvents 1.0. Further members are extensions.',
    externalDocs: { url: 'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md' },
    required: ['specversion', 'id', 'source', 'type'],
    properties: {
      specversion: { type: 'string', enum: ['1.0'] },
      id,
      source,
      type: attributes.type,
      subject: { ...attributes.subject, type: ['string', 'null'] },
      time: { ...posted, type: ['string', 'null'] },
      datacontenttype: { ...attributes.dataContentType, type: ['string', 'null'] },
      dataschema: { ...attributes.dataSchema, type: ['string', 'null'] },
      data: { description: 'The data where it is JSON or text.' },
      data_base64: { type: 'string', format: 'byte', description: 'The data where it is bytes.' },
    },
    additionalProperties: { type: ['string', 'boolean', 'integer', 'null'] },
  },
  EventList: {
    type: 'object',
    additionalProperties: false,
    required: ['items'],
    properties: {
      items: { type: 'array', items: ref('Event') },
      nextCursor: { type: 'string', description: 'What gets the next page, as `cursor`; absent at the end.' },
    },
  },
  BatchResults: {
    type: 'object',
    additionalProperties: false,
    required: ['results'],
    properties: {
      results: { type: 'array', description: 'One for each event, in order.', items: ref('BatchResult') },
    },
  },
  Queued: {
    ...result('queued', ['id', 'source', 'location', 'digest'], {
      id,
      source,
      location: {
        type: 'string',
        format: 'uri-reference',
        description: 'Where to ask what became of it, relative to the address that it was posted to.',
      },
      digest,
    }),
    description: 'An event that is queued durably, and recorded soon.',
  },
  Submission: {
    description: 'What became of an event that was queued.',
    oneOf: [
      result('pending', ['id', 'source', 'digest'], { id, source, digest }),
      result('recorded', ['id', 'source', 'location', 'recordedAt', 'digest'], {
        id,
        source,
        location: { ...location, description: 'Where the event is, relative to this address.' },
        recordedAt: instant,
        digest,
      }),
    ],
  },
  BatchResult: {
    description:
      'What became of one event of a batch. One that `failed` may or may not be stored, or queued: send it again.',
    oneOf: [
      result('recorded', ['id', 'source', 'location', 'recordedAt', 'digest'], {
        id,
        source,
        location,
        recordedAt: instant,
        digest,
      }),
      result('replayed', ['id', 'source', 'location', 'recordedAt', 'digest'], {
        id,
        source,
        location,
        recordedAt: instant,
        digest,
      }),
      result('conflict', ['id', 'source', 'location', 'digest'], { id, source, location, digest }),
      result('invalid', ['errors'], { errors: { type: 'array', items: ref('ProblemError') } }),
      ref('Queued'),
      result('failed', ['id', 'source', 'detail'], { id, source, detail: { type: 'string' } }),
    ],
  },
};
