import { maxKeyBytes } from '@annals/domain';
import { describeRoute, type Answers, type Parameter } from '../openapi/operation.js';
import { enginesProblems, problems, ref } from '../openapi/schemas.js';
import { SignedRequestsController } from './signed-requests.controller.js';
import { downloadExchanges, getExchanges, putExchanges, uploadExchanges } from './transfer-exchanges.js';
import { TransfersController } from './transfers.controller.js';

const tag = 'Objects';
const json = 'application/json';
const binary = 'application/octet-stream';
const bytes = { type: 'string', format: 'binary', description: 'The object, byte for byte.' } as const;

const bodyProblems: Readonly<Record<number, Answers>> = {
  400: problems('The body cannot be read.'),
  413: problems('The body is too large, or an upload over 5 GiB is asked for.'),
  415: problems('The body is no JSON.'),
  422: problems('Something in the body is wrong: `errors` list it all.'),
  ...enginesProblems,
};

const signed = (description: string): Answers => ({ description, content: { [json]: ref('SignedRequest') } });

const parameter = (
  name: string,
  description: string,
  schema: Parameter['schema'] = { type: 'string' },
  required = true,
): Parameter => ({ name, in: 'query', description, schema, required });

const key = parameter('key', 'The key of the object.', { type: 'string', minLength: 1, maxLength: maxKeyBytes });
const expires = parameter('expires', 'When its time is over, in seconds since 1970.', { type: 'integer', minimum: 0 });
const signature = parameter('signature', 'What shows that it was signed.');
const notSigned = problems('It was not signed so, or its time is over.');

const servedHere =
  'Where the server plays the part of the store (on the embedded engine): S3 takes such requests itself elsewhere.';

/** Describes how objects get in and out: what is signed and, on the embedded engine, what takes it. */
export function describeTransfers(): void {
  describeRoute(TransfersController, 'signUpload', {
    operationId: 'signUpload',
    tag,
    summary: 'Ask for an upload',
    description: `Signs a request that uploads an object on these terms and no other, for a quarter of an hour. Send the object to its \`url\`, with
its \`headers\`. On the embedded engine the object is recorded when that is answered, elsewhere soon after.`,
    content: { [json]: ref('NewUpload') },
    answers: { 201: signed('The request to make.'), ...bodyProblems },
    exchanges: uploadExchanges,
  });
  describeRoute(TransfersController, 'signDownload', {
    operationId: 'signDownload',
    tag,
    summary: 'Ask for a download',
    description: 'Signs a request that downloads an object, or a version of it, for a quarter of an hour.',
    content: { [json]: ref('NewDownload') },
    answers: {
      201: signed('The request to make.'),
      404: problems('The bucket has no object of this key and version.'),
      ...bodyProblems,
    },
    exchanges: downloadExchanges,
  });
  describeSignedRequests();
}

function describeSignedRequests(): void {
  describeRoute(SignedRequestsController, 'upload', {
    operationId: 'uploadObject',
    tag,
    summary: 'Make a signed upload',
    description: `${servedHere} The address is one that \`POST /objects/uploads\` gave. The object is stored whole or not at all, and
durably. A missing \`Content-Type\` is the one that was signed.`,
    parameters: [
      key,
      expires,
      parameter('contentType', 'The media type of the object.'),
      parameter('sizeBytes', 'Its size.', { type: 'integer', minimum: 0 }),
      parameter('checksumSha256', 'SHA-256 of its content in base64.', { type: 'string' }, false),
      signature,
    ],
    content: { [binary]: bytes },
    answers: {
      200: { description: 'Stored and recorded.', headers: { ETag: 'MD5 of the content in hexadecimal digits.' } },
      400: problems('The body is too short, or its SHA-256 another than was signed.'),
      403: notSigned,
      411: problems('The length of the body is not told.'),
      413: problems('The body is larger than was signed.'),
      415: problems('The body is compressed.'),
      ...enginesProblems,
    },
    exchanges: putExchanges,
  });
  describeRoute(SignedRequestsController, 'download', {
    operationId: 'downloadObject',
    tag,
    summary: 'Make a signed download',
    description: `${servedHere} The address is one that \`POST /objects/downloads\` gave. The \`Content-Type\` is that of the object.`,
    parameters: [
      key,
      expires,
      signature,
      {
        name: 'Range',
        in: 'header',
        description: 'A range of bytes; of several all is sent.',
        schema: { type: 'string' },
      },
      { name: 'If-Range', in: 'header', description: 'The ETag that the range is for.', schema: { type: 'string' } },
      {
        name: 'If-Match',
        in: 'header',
        description: 'The ETag of the object that you mean. `If-Unmodified-Since` counts where there is none.',
        schema: { type: 'string' },
      },
      { name: 'If-None-Match', in: 'header', description: 'ETags that you have, or `*`.', schema: { type: 'string' } },
    ],
    answers: {
      200: { description: 'The object.', headers: { ETag: 'Tells this content.' }, content: { [binary]: bytes } },
      206: {
        description: 'The range of it.',
        headers: { 'Content-Range': 'Which bytes these are, and of how many.' },
        content: { [binary]: bytes },
      },
      304: { description: 'You have it.', headers: { ETag: 'Tells this content.' } },
      403: notSigned,
      404: problems('The object is gone.'),
      412: problems('The object is another one by now.'),
      416: problems('The object has no byte of this range.', { 'Content-Range': 'How many bytes it has.' }),
      ...enginesProblems,
    },
    exchanges: getExchanges,
  });
}
