import { attributeLimitsBytes, maxDataBytes } from '@annals/domain';
import { describeRoute, type Answers, type Parameter } from '../openapi/operation.js';
import { enginesProblems, problems, ref } from '../openapi/schemas.js';
import { batchExchanges, recordExchanges } from './event-exchanges.js';
import { findExchanges, findInPathExchanges, listExchanges, submissionExchanges } from './event-read-exchanges.js';
import { types } from './event-samples.js';
import { EventsController } from './events.controller.js';
import { SubmissionsController } from './submissions.controller.js';
import { maxBatchBodyBytes, maxBatchEvents } from './read-batch.js';
import { maxEventBodyBytes } from './read-event.js';
import { defaultLimit, maxLimit } from '../http/list-query.js';

const tag = 'Events';
const MiB = 1024 * 1024;
const { json, cloudEvent, cloudEventsBatch, lines } = types;

const anEvent = { [json]: ref('Event'), [cloudEvent]: ref('CloudEvent') };
const aCloudEventsBatch = { type: 'array', items: ref('CloudEvent') };
const etag = 'Tells this representation of this event from every other.';
const ofRecorded = { ETag: etag, Location: 'Where the event is, relative to this address.' };

const bodyProblems: Readonly<Record<number, Answers>> = {
  400: problems('The body is not what its type says, or not UTF-8.'),
  413: problems('The body, the batch or the data of the event is too large.'),
  415: problems('The media type is none of these, or the body is compressed.', {
    'Accept-Post': 'The media types that this address takes.',
  }),
};

const recordDescription = `Records an event once: its \`source\` and \`id\` are its identity. The same event again is a replay, and gets the
stored one; another event of the same identity is a conflict, and the stored one stays.

The body is an event in Annals' own JSON, or a CloudEvent 1.0 in structured mode; in binary mode the \`ce-\` header fields carry the attributes
and the body is the data, of whatever media type. A batch of CloudEvents is answered as \`POST /events/batch\` answers it.
With \`Prefer: respond-async\` the event is queued, durably, and recorded soon after the answer.
At most ${maxEventBodyBytes / MiB} MiB of body (a batch: ${maxBatchBodyBytes / MiB} MiB), ${maxDataBytes / 1024} KiB of data.`;

const batchDescription = `Records up to ${maxBatchEvents} events, at most ${maxBatchBodyBytes / MiB} MiB of body. There is one result for each, in order; one bad event never fails
the others. A line may be an event in either representation. With \`Prefer: respond-async\` the events are queued, durably, and recorded
soon after the answer.`;

const listDescription = `Lists events by when they happened, newest first unless \`order=asc\`. A page ends at \`limit\` events or at 4 MiB, and may
be short or empty while there is more: go on as long as there is a \`nextCursor\`, or a \`Link\` with \`rel="next"\`. As \`application/x-ndjson\`
the list goes on to its end; where a runtime sends answers in one piece, it ends at 4 MiB with a \`Link\` to the rest.`;

const ceParameter = (name: string, description: string): Parameter => ({
  name: `ce-${name}`,
  in: 'header',
  description: `In binary mode: ${description}`,
  schema: { type: 'string' },
});

const preference: Parameter = {
  name: 'Prefer',
  in: 'header',
  description: '`respond-async` queues what is valid instead of recording it at once. Other preferences are ignored.',
  schema: { type: 'string' },
};

const ofQueued = { 'Preference-Applied': '`respond-async`.' };

const sourceParameter: Parameter = {
  name: 'source',
  in: 'query',
  description: 'The source of the event; `/` if absent.',
  schema: { type: 'string', maxLength: attributeLimitsBytes.source },
};

const conditional: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  description: 'ETags that you have, or `*`.',
  schema: { type: 'string' },
};

const found: Readonly<Record<number, Answers>> = {
  200: { description: 'The event.', headers: { ETag: etag }, content: anEvent },
  304: { description: 'You have it: `If-None-Match` names its ETag.', headers: { ETag: etag } },
  404: problems('No event has this source and id.'),
  ...enginesProblems,
};

const filter = (name: string, description: string, schema: Parameter['schema'] = { type: 'string' }): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});

/** Describes the routes of events. */
export function describeEvents(): void {
  describeRoute(EventsController, 'record', {
    operationId: 'recordEvent',
    tag,
    summary: 'Record one event',
    description: recordDescription,
    parameters: [
      preference,
      ceParameter('specversion', '`1.0`.'),
      ceParameter('id', 'the id.'),
      ceParameter('source', 'the source.'),
      ceParameter('type', 'the type. Further fields carry the other attributes.'),
    ],
    content: {
      [json]: ref('NewEvent'),
      [cloudEvent]: ref('CloudEvent'),
      [cloudEventsBatch]: aCloudEventsBatch,
      'application/xml': { type: 'string', description: 'The data of an event in binary mode, here XML.' },
    },
    answers: {
      200: {
        description: 'A replay: the event as it is stored. Or the results of a batch.',
        headers: { ...ofRecorded, 'Idempotent-Replayed': '`true` for a replay.' },
        content: { [json]: { oneOf: [ref('Event'), ref('BatchResults')] }, [cloudEvent]: ref('CloudEvent') },
      },
      201: { description: 'Recorded, durably.', headers: ofRecorded, content: anEvent },
      202: {
        description: 'Queued, durably. Or the results of a batch.',
        headers: { ...ofQueued, Location: 'Where to ask what became of it, relative to this address.' },
        content: { [json]: { oneOf: [ref('Queued'), ref('BatchResults')] } },
      },
      ...bodyProblems,
      409: problems('Another event has this source and id.'),
      422: problems('The event breaks rules: `errors` lists them all.'),
      ...enginesProblems,
    },
    exchanges: recordExchanges,
  });

  describeRoute(EventsController, 'recordBatch', {
    operationId: 'recordEvents',
    tag,
    summary: 'Record many events',
    description: batchDescription,
    parameters: [preference],
    content: {
      [json]: { type: 'array', items: ref('NewEvent') },
      [cloudEventsBatch]: aCloudEventsBatch,
      [lines]: { type: 'string', description: 'One event a line.' },
    },
    answers: {
      200: { description: 'What became of each event.', content: { [json]: ref('BatchResults') } },
      202: {
        description: 'What became of each event. Those that are `queued` will be recorded.',
        headers: ofQueued,
        content: { [json]: ref('BatchResults') },
      },
      ...bodyProblems,
      ...enginesProblems,
    },
    exchanges: batchExchanges,
  });

  describeRoute(EventsController, 'list', {
    operationId: 'listEvents',
    tag,
    summary: 'List events',
    description: listDescription,
    parameters: [
      filter('type', 'Events of this type only.'),
      filter('source', 'Events of this source only.'),
      filter('subject', 'Events of this subject only.'),
      filter('from', 'Events of this instant and later.', { type: 'string', format: 'date-time' }),
      filter('to', 'Events before this instant.', { type: 'string', format: 'date-time' }),
      filter('order', 'Which come first.', { type: 'string', enum: ['asc', 'desc'], default: 'desc' }),
      filter('limit', 'The most events of a page.', {
        type: 'integer',
        minimum: 1,
        maximum: maxLimit,
        default: defaultLimit,
      }),
      filter('cursor', 'Where the page before ended: its `nextCursor`, for the same filters and order.'),
    ],
    answers: {
      200: {
        description: 'A page, or everything line by line.',
        headers: { Link: 'The next page, `rel="next"`, if there may be one.' },
        content: { [json]: ref('EventList'), [cloudEventsBatch]: aCloudEventsBatch, [lines]: { type: 'string' } },
      },
      400: problems('A parameter is wrong, unknown or repeated.'),
      ...enginesProblems,
    },
    exchanges: listExchanges,
  });

  describeRoute(EventsController, 'findById', {
    operationId: 'findEventById',
    tag,
    summary: 'Find an event by an id that can stand in a path',
    description:
      'For ids of `[A-Za-z0-9._~-]` other than `.` and `..`: gateways change others on their way. `GET /event` takes them all.',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        description: 'The id of the event.',
        schema: { type: 'string', maxLength: attributeLimitsBytes.id },
      },
      sourceParameter,
      conditional,
    ],
    answers: { ...found, 400: problems('The id cannot stand in a path, or a parameter is wrong.') },
    exchanges: findInPathExchanges,
  });

  describeRoute(EventsController, 'find', {
    operationId: 'findEvent',
    tag,
    summary: 'Find an event by any id',
    description: 'What `Location` names where an id cannot stand in a path.',
    parameters: [
      {
        name: 'id',
        in: 'query',
        required: true,
        description: 'The id of the event.',
        schema: { type: 'string', maxLength: attributeLimitsBytes.id },
      },
      sourceParameter,
      conditional,
    ],
    answers: { ...found, 400: problems('A parameter is wrong or missing.') },
    exchanges: findExchanges,
  });
}

/** Describes the route of submissions. */
export function describeSubmissions(): void {
  describeRoute(SubmissionsController, 'find', {
    operationId: 'findSubmission',
    tag,
    summary: 'Ask what became of an event that was queued',
    description:
      'What `Location` names after `Prefer: respond-async`. While nothing is stored under the identity it is 202, also for what was never sent, was given up, or has expired.',
    parameters: [
      sourceParameter,
      {
        name: 'id',
        in: 'query',
        required: true,
        description: 'The id of the event.',
        schema: { type: 'string', maxLength: attributeLimitsBytes.id },
      },
      {
        name: 'digest',
        in: 'query',
        required: true,
        description: 'The digest that the event was queued with.',
        schema: { type: 'string' },
      },
    ],
    answers: {
      200: {
        description: 'It is recorded.',
        headers: { Location: 'Where the event is, relative to this address.' },
        content: { [json]: ref('Submission') },
      },
      202: {
        description: 'Nothing is stored yet.',
        headers: { 'Retry-After': 'In how many seconds to ask again.' },
        content: { [json]: ref('Submission') },
      },
      400: problems('A parameter is wrong or missing.'),
      409: problems('Another event has this source and id: this one is not recorded.'),
      ...enginesProblems,
    },
    exchanges: submissionExchanges,
  });
}
