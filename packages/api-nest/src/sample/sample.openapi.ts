import { describeRoute, type Operation } from '../openapi/operation.js';
import { anyOperationsProblems, enginesProblems, problems, ref } from '../openapi/schemas.js';
import {
  findDataExchanges,
  receiveExchanges,
  saveExchanges,
  sendExchanges,
  telemetryExchanges,
  titleExchanges,
  workflowExchanges,
} from './sample-exchanges.js';
import { SampleMessagesController } from './sample-messages.controller.js';
import { SampleController } from './sample.controller.js';

const tag = 'Sample workload';
const json = 'application/json';

const bodyProblems = {
  400: problems('The body is not JSON, or not UTF-8, or the request has a parameter.'),
  413: problems('The body is too large.'),
  415: problems('The media type is another, or the body is compressed.'),
  422: problems('The body breaks rules: `errors` lists them all.'),
};

/** These addresses take none. */
const parameterProblem = { 400: problems('The request has a parameter.') };

const answered = (description: string, schema: string): Operation['answers'] => ({
  200: { description, content: { [json]: ref(schema) } },
});

const withoutBody = { content: { [json]: ref('SampleNothing') }, isBodyOptional: true };

/** Describes the sample workload. */
export function describeSample(): void {
  describeRecords();
  describeMessages();
  describeRoute(SampleController, 'testTelemetry', {
    operationId: 'testTelemetry',
    tag,
    summary: 'Measure everything once',
    description: 'Makes a span, a line of the log and every metric once, whose labels all are `test`.',
    answers: { ...answered('It was measured.', 'SampleTelemetry'), ...parameterProblem, ...anyOperationsProblems },
    exchanges: telemetryExchanges,
  });
}

function describeRecords(): void {
  describeRoute(SampleController, 'insertTitle', {
    operationId: 'insertTitle',
    tag,
    summary: 'Record a title',
    description:
      'Records an event of the type `annals.sample.title`, once. An empty body records 2012, "The Amazing Spider-Man 2", with a random id.',
    content: { [json]: ref('SampleTitle') },
    isBodyOptional: true,
    answers: {
      ...answered('It is recorded.', 'SampleInserted'),
      ...bodyProblems,
      409: problems('Another title has this id.'),
      ...enginesProblems,
    },
    exchanges: titleExchanges,
  });
  describeRoute(SampleController, 'saveData', {
    operationId: 'saveData',
    tag,
    summary: 'Save made-up data',
    description: 'Records an event of the type `annals.sample.data`, which expires after a day.',
    ...withoutBody,
    answers: { ...answered('It is saved.', 'SampleSaved'), ...bodyProblems, ...enginesProblems },
    exchanges: saveExchanges,
  });
  describeRoute(SampleController, 'getData', {
    operationId: 'getData',
    tag,
    summary: 'Find what was saved',
    description: 'What `POST /save-data` or `GET /workflow` saved.',
    parameters: [
      { name: 'id', in: 'path', required: true, description: 'The id of the data.', schema: { type: 'string' } },
    ],
    answers: {
      ...answered('The data.', 'SampleFound'),
      400: problems('The address is malformed, or the request has a parameter.'),
      404: problems('No data was saved under this id.'),
      ...enginesProblems,
    },
    exchanges: findDataExchanges,
  });
}

function describeMessages(): void {
  describeRoute(SampleMessagesController, 'sendMessage', {
    operationId: 'sendMessage',
    tag,
    summary: 'Send a message',
    description: 'Sends a message to the queue of the sample.',
    ...withoutBody,
    answers: { ...answered('It is sent.', 'SampleSent'), ...bodyProblems, ...enginesProblems },
    exchanges: sendExchanges,
  });
  describeRoute(SampleMessagesController, 'receiveMessages', {
    operationId: 'receiveMessages',
    tag,
    summary: 'Receive messages',
    description: 'Waits a second for up to ten messages, and deletes them. `HEAD` receives none.',
    answers: { ...answered('What was received.', 'SampleReceived'), ...parameterProblem, ...enginesProblems },
    exchanges: receiveExchanges,
  });
  describeRoute(SampleMessagesController, 'runWorkflow', {
    operationId: 'runWorkflow',
    tag,
    summary: 'Save and send',
    description: 'Saves made-up data and sends a message about it, within one trace. `HEAD` does nothing.',
    answers: { ...answered('Both are done.', 'SampleWorkflow'), ...parameterProblem, ...enginesProblems },
    exchanges: workflowExchanges,
  });
}
