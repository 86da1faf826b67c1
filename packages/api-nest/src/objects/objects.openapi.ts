import { maxKeyBytes } from '@annals/domain';
import { defaultLimit, maxLimit } from '../http/list-query.js';
import { describeRoute, type Answers, type Parameter } from '../openapi/operation.js';
import { enginesProblems, problems, ref } from '../openapi/schemas.js';
import { BucketController } from './bucket.controller.js';
import {
  bucketExchanges,
  findExchanges,
  historyExchanges,
  listExchanges,
  reconciliationExchanges,
} from './object-exchanges.js';
import { ObjectsController } from './objects.controller.js';
import { ReconciliationsController } from './reconciliations.controller.js';

const tag = 'Objects';
const json = 'application/json';
const lines = 'application/x-ndjson';

const query = (name: string, description: string, schema: Parameter['schema'] = { type: 'string' }): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});

const bucket = query('bucket', 'The name of the bucket; the one that there is if absent.');
const prefix = query('prefix', 'Objects whose keys start so.', { type: 'string', maxLength: maxKeyBytes });
const key: Parameter = {
  ...query('key', 'The key of the object.', { type: 'string', minLength: 1, maxLength: maxKeyBytes }),
  required: true,
};

const paging: readonly Parameter[] = [
  query('limit', 'The most items of a page.', {
    type: 'integer',
    minimum: 1,
    maximum: maxLimit,
    default: defaultLimit,
  }),
  query('cursor', 'Where the page before ended: its `nextCursor`, for the same filters.'),
];

/** A list as a page or as lines. */
const listAnswers = (schema: string): Readonly<Record<number, Answers>> => ({
  200: {
    description: 'A page, or everything line by line.',
    headers: { Link: 'The next page, `rel="next"`, if there may be one.' },
    content: { [json]: ref(schema), [lines]: { type: 'string' } },
  },
  400: problems('A parameter is wrong, unknown or repeated.'),
  ...enginesProblems,
});

const pages = `A page may be short or empty while there is more: go on as long as there is a \`nextCursor\`, or a \`Link\` with
\`rel="next"\`. As \`application/x-ndjson\` the list goes on to its end.`;

/** Describes the routes of the catalogue, of the bucket's own list, and of reconciling both. */
export function describeObjects(): void {
  describeCatalogue();
  describeRoute(BucketController, 'list', {
    operationId: 'listBucket',
    tag,
    summary: 'List the bucket itself',
    description: `What is in the bucket now, by key in the order of UTF-8 bytes, whatever the catalogue says. ${pages}`,
    parameters: [prefix, ...paging],
    answers: listAnswers('BucketList'),
    exchanges: bucketExchanges,
  });
  describeRoute(ReconciliationsController, 'reconcile', {
    operationId: 'reconcileObjects',
    tag,
    summary: 'Reconcile the catalogue with the bucket',
    description: `Finds what is missing from the catalogue, stale in it and gone from the bucket, and mends it unless \`dryRun\` says otherwise.
It ends after 20 seconds or 1,000 findings: send the same again with its \`nextCursor\`, until there is none.`,
    content: { [json]: ref('NewReconciliation') },
    answers: {
      200: { description: 'What was found.', content: { [json]: ref('Reconciliation') } },
      400: problems('The body cannot be read, or the cursor is none of this prefix.'),
      413: problems('The body is too large.'),
      415: problems('The body is no JSON.'),
      422: problems('Something in the body is wrong: `errors` list it all.'),
      ...enginesProblems,
    },
    exchanges: reconciliationExchanges,
  });
}

function describeCatalogue(): void {
  describeRoute(ObjectsController, 'list', {
    operationId: 'listObjects',
    tag,
    summary: 'List objects',
    description: `Lists the living objects by key, in the order of UTF-8 bytes; or, with \`sort=modified\`, all objects by their last change,
newest first, removed ones among them and marked. ${pages}`,
    parameters: [
      bucket,
      prefix,
      query('sort', 'By last change instead of by key; it goes with no `prefix`.', {
        type: 'string',
        enum: ['modified'],
      }),
      query('from', 'With `sort=modified`: changes of this instant and later.', {
        type: 'string',
        format: 'date-time',
      }),
      query('to', 'With `sort=modified`: changes before this instant.', { type: 'string', format: 'date-time' }),
      ...paging,
    ],
    answers: { ...listAnswers('ObjectList'), 404: problems('No bucket has this name here.') },
    exchanges: listExchanges,
  });
  describeRoute(ObjectsController, 'find', {
    operationId: 'findObject',
    tag,
    summary: 'Find what is recorded of an object',
    description: 'What an object is now, or that it was removed, and when.',
    parameters: [bucket, key],
    answers: {
      200: { description: 'Its record.', content: { [json]: ref('ObjectRecord') } },
      400: problems('A parameter is wrong or missing.'),
      404: problems('Nothing was ever recorded of this key, or no bucket has this name here.'),
      ...enginesProblems,
    },
    exchanges: findExchanges,
  });
  describeRoute(ObjectsController, 'history', {
    operationId: 'listObjectHistory',
    tag,
    summary: 'List the changes of an object',
    description: `Every change that was reported of an object or found, newest first. ${pages}`,
    parameters: [bucket, key, ...paging],
    answers: {
      ...listAnswers('ObjectHistory'),
      404: problems('Nothing was ever recorded of this key, or no bucket has this name here.'),
    },
    exchanges: historyExchanges,
  });
}
