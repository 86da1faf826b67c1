import { recordedAt } from '../events/event-samples.js';
import type { Exchange } from '../openapi/operation.js';
import { problemAnswer } from '../openapi/problem-answer.js';

const json = 'application/json';
const ok = (body: object): Exchange['answer'] => ({ status: 200, type: json, body });

/** Titles: whether they are recorded. */
export const titleExchanges: Readonly<Record<string, Exchange>> = {
  inserted: {
    summary: 'A title',
    request: { type: json, body: { year: '2023', title: 'kkkg', id: '12' } },
    answer: ok({ message: 'Successfully inserted data!' }),
  },
  invalid: {
    summary: 'Not a title',
    request: { type: json, body: { year: 'soon', title: 'kkkg' } },
    answer: problemAnswer('invalid-body', '/', {
      detail: 'The errors say what is wrong, and where.',
      errors: [
        { pointer: '#/year', detail: 'must be an integer of at most nine digits, or its text' },
        { pointer: '#/id', detail: 'is required' },
      ],
    }),
  },
};

/** The ids are those that an app has which counts them; the title before took one. */
const savedId = 'id-2';
const sentId = 'id-4';
const workflowId = 'id-5';

/** Data: saved and found. */
export const saveExchanges: Readonly<Record<string, Exchange>> = {
  saved: {
    summary: 'Made-up data',
    answer: ok({ message: 'Data saved successfully', id: savedId, timestamp: recordedAt }),
  },
};

/** Exchanges of `GET /get-data/{id}`. */
export const findDataExchanges: Readonly<Record<string, Exchange>> = {
  found: {
    summary: 'What was saved',
    request: { parameters: { id: savedId } },
    answer: ok({
      message: 'Data retrieved successfully',
      data: {
        id: savedId,
        timestamp: recordedAt,
        user_id: 'user-4416',
        created_at: recordedAt,
        data: { message: `Sample data ${savedId}`, value: 17 },
      },
      timestamp: recordedAt,
    }),
  },
  unknown: {
    summary: 'Nothing was saved',
    request: { parameters: { id: 'never-saved' } },
    answer: problemAnswer('not-found', '/get-data/never-saved', { detail: 'No data was saved under this id.' }),
  },
};

/** Exchanges of `POST /send-message`. */
export const sendExchanges: Readonly<Record<string, Exchange>> = {
  sent: {
    summary: 'A message',
    answer: ok({
      message: 'Message sent successfully',
      message_id: sentId,
      sqs_message_id: 'message-id-1',
      timestamp: recordedAt,
    }),
  },
};

/** Exchanges of `GET /receive-messages`. */
export const receiveExchanges: Readonly<Record<string, Exchange>> = {
  received: {
    summary: 'The message that was sent',
    answer: ok({
      message: 'Received 1 messages',
      messages: [{ id: sentId, timestamp: recordedAt, source: 'annals', content: `Test message ${sentId}` }],
      timestamp: recordedAt,
    }),
  },
};

/** Exchanges of `GET /workflow`. */
export const workflowExchanges: Readonly<Record<string, Exchange>> = {
  completed: {
    summary: 'Both steps',
    answer: ok({
      message: 'Workflow completed successfully',
      data_id: workflowId,
      workflow_time: 0,
      timestamp: recordedAt,
      steps_completed: ['dynamodb_save', 'sqs_send'],
    }),
  },
};

/** Exchanges of `GET /test-telemetry`. */
export const telemetryExchanges: Readonly<Record<string, Exchange>> = {
  tested: {
    summary: 'While nothing traces',
    answer: ok({
      message: 'Telemetry test completed',
      timestamp: recordedAt,
      response_time: 0,
      telemetry_enabled: false,
    }),
  },
};
